"""HTTP and WebSocket client sessions that were never closed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from types import ModuleType
from typing import Any

from pytest_wshygiene.ownership.accounts import Record
from pytest_wshygiene.probes.base import Look, Probe, Watch
from pytest_wshygiene.references.following import reachable
from pytest_wshygiene.settings.wording import an

# What httpx sends over a network with; its other transports call an application in this process.
_NETWORK = frozenset({"HTTPTransport", "AsyncHTTPTransport"})


def _is_httpx_open(client: Any) -> bool:
    """httpx opens nothing before the first request, and never anything for an application under test."""
    transports = [vars(client).get("_transport"), *vars(client).get("_mounts", {}).values()]
    networked = any(base.__qualname__ in _NETWORK for transport in transports for base in type(transport).__mro__)
    return networked and getattr(client._state, "name", "") == "OPENED"


#: (module, class, is it open, the method that opens it).
_CLASSES: tuple[tuple[str, str, Callable[[Any], bool], str], ...] = (
    ("aiohttp.client", "ClientSession", lambda session: not session.closed, "__init__"),
    ("httpx", "AsyncClient", _is_httpx_open, "__init__"),
    ("httpx", "Client", _is_httpx_open, "__init__"),
    ("starlette.testclient", "TestClient", lambda client: client.portal is not None, "__enter__"),
)
_CLOSE = {
    "ClientSession": "`await session.close()`, or `async with` around its use",
    "AsyncClient": "`await client.aclose()`, or `async with` around its use",
    "Client": "`client.close()`, or `with` around its use",
    "TestClient": "`client.__exit__(None, None, None)`, or `with` around its use",
}


class SessionProbe(Probe):
    """Session objects, with their pools as parts."""

    kind = "session"

    def install(self, watch: Watch) -> None:
        for module, name, is_open, opens in _CLASSES:
            if opens == "__init__":
                watch.when_imported(module, _installer(name, is_open, watch))
            else:
                watch.when_imported(module, partial(_record_when, name, opens, watch))

        watch.when_imported("aiohttp.connector", partial(_note_endings, watch))

    def is_open(self, resource: Any, record: Record) -> bool:
        names = {base.__qualname__ for base in type(resource).__mro__}
        return any(is_open(resource) for _, name, is_open, _ in _CLASSES if name in names)

    def loop(self, resource: Any, record: Record) -> Any:
        loop = getattr(resource, "_loop", None)
        return loop if hasattr(loop, "run_until_complete") else None

    def look(self, resource: Any, record: Record, root: str) -> Look:
        return _describe(resource)


def _describe(session: Any) -> Look:
    name = type(session).__qualname__
    release = next(_CLOSE[base.__qualname__] for base in type(session).__mro__ if base.__qualname__ in _CLOSE)
    return Look(name, f"{an(name)} was still open", "open", release)


def _record_when(name: str, opens: str, watch: Watch, module: ModuleType) -> None:
    """Record what is open only after a method, as of the line that calls it."""

    def make(original: Callable[..., Any]) -> Callable[..., Any]:
        def opening(self: Any, *args: Any, **kwargs: Any) -> Any:
            watch.ledger.drop(self)
            watch.ledger.record("session", self)
            return original(self, *args, **kwargs)

        return opening

    cls = getattr(module, name, None)
    if isinstance(cls, type):
        watch.patches.wrap(cls, opens, make)


def _note_endings(watch: Watch, module: ModuleType) -> None:
    """aiohttp's sessions are open as long as their connector is, which has a finalizer of its own."""

    def parts_of(connector: Any) -> Sequence[Record] | None:
        return () if not connector.closed and getattr(connector, "_conns", None) else None

    watch.note_endings(module.BaseConnector, parts_of)


def _sockets_of(session: Any, watch: Watch) -> list[Record]:
    """The sockets in its pool."""
    sockets = {record.key: record for record in watch.ledger.of_kind("socket")}
    return [sockets[mark] for mark in reachable([session], set(sockets), set())]


def _installer(name: str, is_open: Callable[[Any], bool], watch: Watch) -> Callable[[ModuleType], None]:
    def finalizer(original: Callable[..., Any]) -> Callable[..., Any]:
        def __del__(self: Any, *args: Any, **kwargs: Any) -> None:
            tell(self)
            original(self, *args, **kwargs)

        return __del__

    def collected(self: Any) -> None:
        sockets = _sockets_of(self, watch) if watch.ledger.active else []
        if sockets:  # a client without one, as in tests, is nothing but memory
            tell(self, sockets)

    def tell(session: Any, sockets: Sequence[Record] = ()) -> None:
        was_open = watch.ledger.ended_with(getattr(session, "_connector", None)) is not None
        if was_open or is_open(session):
            dropped = f"{an(name)} was collected but never closed"
            watch.tell_dropped(session, lambda: replace(_describe(session), summary=dropped), sockets)

    def install(module: ModuleType) -> None:
        cls = getattr(module, name, None)
        if not isinstance(cls, type):
            return
        watch.record_instances("session", cls)
        if hasattr(cls, "__del__"):
            watch.patches.wrap(cls, "__del__", finalizer)
        else:
            watch.patches.add(cls, "__del__", collected)

    return install

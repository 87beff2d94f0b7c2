"""Subscriptions at a Redis server that were never given back: the server goes on sending to them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from types import ModuleType
from typing import Any

from pytest_wshygiene.ownership.accounts import Record
from pytest_wshygiene.ownership.birth import has_first_party
from pytest_wshygiene.ownership.ledger import Ledger
from pytest_wshygiene.probes.base import Look, Probe, Watch
from pytest_wshygiene.probes.sockets import endpoints

_MODULES = ("redis.client", "redis.asyncio.client")
_CONNECTIONS = ("redis.connection", "redis.asyncio.connection")
#: Attributes of redis's ``PubSub`` that have the names of channels, and the word for each.
_NAMES = (("channels", "channel"), ("patterns", "pattern"), ("shard_channels", "shard channel"))
_CLOSE = "`pubsub.close()` in a `finally`, or `with`"
_CLOSE_ASYNC = "`await pubsub.aclose()` in a `finally`, or `async with`"
#: Channels that are named one by one.
_MOST = 5


class SubscriptionProbe(Probe):
    """redis's ``PubSub`` objects, from their first subscription until they are closed or have unsubscribed."""

    kind = "subscription"

    def install(self, watch: Watch) -> None:
        for module in _MODULES:
            watch.when_imported(module, lambda module: self._install(watch, module))
        for module in _CONNECTIONS:
            watch.when_imported(module, lambda module: _note_endings(watch, module))

    def _install(self, watch: Watch, module: ModuleType) -> None:
        cls = getattr(module, "PubSub", None)
        if not isinstance(cls, type):
            return
        watch.record_instances("subscription", cls)

        def make(original: Callable[..., Any]) -> Callable[..., Any]:
            def __del__(pubsub: Any) -> None:
                self._tell_dropped(watch, pubsub)
                original(pubsub)

            return __del__

        if hasattr(cls, "__del__"):
            watch.patches.wrap(cls, "__del__", make)

    def _tell_dropped(self, watch: Watch, pubsub: Any) -> None:
        """One that the user has asked for; a library that drops its own knows why."""
        record = watch.ledger.find_dying(pubsub)
        if record is None or not has_first_party(record.sites) or not any(True for _ in _names(pubsub)):
            return
        parts = _socket_of_open(getattr(pubsub, "connection", None), watch.ledger)
        if parts is not None:
            summary = "a Redis subscription was collected but never closed"
            watch.tell_of(record, lambda: replace(self.look(pubsub, record, watch.root), summary=summary), parts)

    def is_open(self, resource: Any, record: Record) -> bool:
        connection = getattr(resource, "connection", None)
        return connection is not None and _is_connected(connection) and any(True for _ in _names(resource))

    def loop(self, resource: Any, record: Record) -> Any:
        reader = getattr(getattr(resource, "connection", None), "_reader", None)
        return getattr(reader, "_loop", None)

    def look(self, resource: Any, record: Record, root: str) -> Look:
        names = list(_names(resource))
        more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
        ends = " -> ".join(filter(None, endpoints(_socket(resource.connection))))
        is_async = inspect.iscoroutinefunction(getattr(type(resource), "aclose", None))
        return Look(
            subject=type(resource).__qualname__,
            summary="a Redis subscription was still open",
            state=f"subscribed to {', '.join(names[:_MOST])}{more}{'; ' * bool(ends)}{ends}",
            release=_CLOSE_ASYNC if is_async else _CLOSE,
        )


def _names(pubsub: Any) -> Iterator[str]:
    """``channel 'chat'`` for everything that is subscribed to and not being given back."""
    for attribute, word in _NAMES:
        leaving = getattr(pubsub, f"pending_unsubscribe_{attribute}", ())
        for name in list(getattr(pubsub, attribute, None) or ()):
            if name not in leaving:
                text = name.decode(errors="replace") if isinstance(name, bytes) else str(name)
                yield f"{word} {text!r}"


def _is_connected(connection: Any) -> bool:
    writer = getattr(connection, "_writer", None)
    return getattr(connection, "_sock", None) is not None or (writer is not None and not writer.is_closing())


def _note_endings(watch: Watch, module: ModuleType) -> None:
    cls = getattr(module, "AbstractConnection", None)
    if isinstance(cls, type):
        watch.note_endings(cls, lambda connection: _socket_of_open(connection, watch.ledger))


def _socket_of_open(connection: Any, ledger: Ledger) -> Sequence[Record] | None:
    """What is recorded of the socket of a connection that is open, or was until it began to die; None if it is not."""
    known = ledger.ended_with(connection)
    is_dying = ledger.ended_with(getattr(connection, "_writer", None)) is not None
    if known is not None or not (is_dying or _is_connected(connection)):
        return known
    shown = _socket(connection)  # asyncio shows what is around the socket
    sock = ledger.find_dying(getattr(shown, "_sock", shown))
    return [sock] if sock is not None else []


def _socket(connection: Any) -> Any:
    """The socket of a connection; None for one that has none, such as that of a fake server in memory."""
    ask = getattr(getattr(connection, "_writer", None), "get_extra_info", None)
    return ask("socket") if ask is not None else getattr(connection, "_sock", None)

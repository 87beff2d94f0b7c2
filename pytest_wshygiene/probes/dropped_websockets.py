"""aiohttp's client WebSockets that are dropped while they are open.

The WebSocket itself has no finalizer. The response under it has one, which ends the connection without a word.
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

from pytest_wshygiene.ownership.accounts import Record
from pytest_wshygiene.probes.base import Look, Watch
from pytest_wshygiene.probes.sockets import endpoints
from pytest_wshygiene.probes.steady import steady_url


class DroppedWebSockets:
    """Remembers which WebSocket was opened over which response, by the identity of the response."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._opened: dict[int, Record] = {}
        watch.when_imported("aiohttp.client_ws", self._install_opening)
        watch.when_imported("aiohttp.client_reqrep", self._install_dropping)

    def _install_opening(self, module: ModuleType) -> None:
        def make(original: Callable[..., Any]) -> Callable[..., Any]:
            def __init__(ws: Any, *args: Any, **kwargs: Any) -> None:
                original(ws, *args, **kwargs)
                record = self._watch.ledger.record("connection", ws)
                if record is not None:
                    self._opened[id(ws._response)] = record

            return __init__

        self._watch.patches.wrap(module.ClientWebSocketResponse, "__init__", make)

    def _install_dropping(self, module: ModuleType) -> None:
        def make(original: Callable[..., Any]) -> Callable[..., Any]:
            def __del__(response: Any, *args: Any, **kwargs: Any) -> None:
                record = self._opened.pop(id(response), None)
                if record is not None:
                    self._tell(record, response)
                original(response, *args, **kwargs)

            return __del__

        self._watch.patches.wrap(module.ClientResponse, "__del__", make)

    def _tell(self, record: Record, response: Any) -> None:
        transport = getattr(getattr(response, "_connection", None), "transport", None)
        if transport is None or transport.is_closing():
            return
        session = self._watch.ledger.find_dying(getattr(response, "_session", None))
        if session is None or session.account is not record.account:  # else it is the session that has to be closed
            self._watch.tell_of(record, lambda: _look(response, transport))


def _look(response: Any, transport: Any) -> Look:
    local, remote = endpoints(transport.get_extra_info("socket"))
    path = str(response.url.path)
    return Look(
        subject=f"ClientWebSocketResponse {steady_url(path)}",
        summary="an aiohttp connection was collected but never closed",
        state=f"OPEN, {local} -> {remote}{path}",
        release="`await ws.close()`, or `async with session.ws_connect(...)`",
        ends=(local, remote),
    )

"""Listening servers that were never closed."""

from __future__ import annotations

import sys
from asyncio import base_events
from collections.abc import Callable
from types import FrameType, ModuleType
from typing import Any

from pytest_wshygiene.ownership.accounts import Record
from pytest_wshygiene.probes.base import Look, Probe, Watch
from pytest_wshygiene.probes.sockets import endpoints

_AWAITED = "`server.close()`, then `await server.wait_closed()`, or `async with` around its use"
_IN_A_THREAD = "`server.shutdown()`, or `with` around its use"
#: ``shutdown()`` of ``socketserver`` waits for its loop to end, for ever where that was never started; ``with`` leaves
#: the loop running.
_SERVED = "`server.shutdown()`, then `server.server_close()`"
_NOT_SERVED = "`server.server_close()`, or `with` around its use"


class ServerProbe(Probe):
    """asyncio's ``Server``, which websockets, aiohttp and uvicorn are built on, and servers that run in threads."""

    kind = "server"

    def install(self, watch: Watch) -> None:
        watch.record_instances(self.kind, base_events.Server)

        def uvloop(module: ModuleType) -> None:
            def make(original: Callable[..., Any]) -> Callable[..., Any]:
                async def create_server(self: Any, *args: Any, **kwargs: Any) -> Any:
                    server = await original(self, *args, **kwargs)
                    watch.ledger.record("server", server)
                    return server

                return create_server

            watch.patches.wrap(module.Loop, "create_server", make)
            watch.patches.wrap(module.Loop, "create_unix_server", make)

        watch.when_imported("uvloop", uvloop)
        for name, cls in (("websockets.sync.server", "Server"), ("socketserver", "BaseServer")):
            watch.when_imported(name, _installer(cls, watch))

    def is_open(self, resource: Any, record: Record) -> bool:
        return any(sock is not None and sock.fileno() != -1 for sock in _sockets(resource))

    def loop(self, resource: Any, record: Record) -> Any:
        return resource.get_loop() if hasattr(resource, "get_loop") else None

    def look(self, resource: Any, record: Record, root: str) -> Look:
        addresses = ", ".join(endpoints(sock)[0] for sock in _sockets(resource))
        return Look(
            subject="server",
            summary="a server was still open",
            state=f"listening on {addresses}",
            release=_release(resource),
        )


def _release(server: Any) -> str:
    if hasattr(server, "get_loop"):
        return _AWAITED
    if not hasattr(server, "server_close"):
        return _IN_A_THREAD
    return _SERVED if _is_served(server) else _NOT_SERVED


def _is_served(server: Any) -> bool:
    """True while a thread is in the server's ``serve_forever()``."""
    for innermost in sys._current_frames().values():
        frame: FrameType | None = innermost
        while frame is not None:
            if frame.f_code.co_name == "serve_forever" and frame.f_locals.get("self") is server:
                return True
            frame = frame.f_back
    return False


def _installer(cls: str, watch: Watch) -> Callable[[ModuleType], None]:
    return lambda module: watch.record_instances("server", getattr(module, cls))


def _sockets(server: Any) -> list[Any]:
    """The listening sockets of an asyncio server, or the one of a server that runs in a thread."""
    sockets = getattr(server, "sockets", None) or getattr(server, "_sockets", None)
    return list(sockets) if sockets else [server.socket] if hasattr(server, "socket") else []

"""Listening servers that were never closed."""

from __future__ import annotations

from asyncio import base_events
from collections.abc import Callable
from types import ModuleType
from typing import Any

from pytest_wshygiene.ownership import Record
from pytest_wshygiene.probes.base import Look, Probe, Watch
from pytest_wshygiene.probes.sockets import endpoints

_AWAITED = "`server.close()`, then `await server.wait_closed()`, or `async with` around its use"
_IN_A_THREAD = "`server.shutdown()`, then `server.server_close()` where there is one, or `with` around its use"


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
            summary="a server was never closed",
            state=f"listening on {addresses}",
            release=_AWAITED if hasattr(resource, "get_loop") else _IN_A_THREAD,
        )


def _installer(cls: str, watch: Watch) -> Callable[[ModuleType], None]:
    return lambda module: watch.record_instances("server", getattr(module, cls))


def _sockets(server: Any) -> list[Any]:
    """The listening sockets of an asyncio server, or the one of a server that runs in a thread."""
    sockets = getattr(server, "sockets", None) or getattr(server, "_sockets", None)
    return list(sockets) if sockets else [server.socket] if hasattr(server, "socket") else []

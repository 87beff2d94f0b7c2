"""Listening servers that were never closed."""

from __future__ import annotations

from asyncio import base_events
from collections.abc import Callable
from types import ModuleType
from typing import Any

from pytest_wshygiene.ownership import Record
from pytest_wshygiene.probes.base import Look, Probe, Watch
from pytest_wshygiene.probes.sockets import endpoints


class ServerProbe(Probe):
    """asyncio's ``Server``, which websockets, aiohttp and uvicorn are built on; listening sockets come from sockets."""

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

    def is_open(self, resource: Any, record: Record) -> bool:
        return bool(resource.sockets) or bool(getattr(resource, "_sockets", None))

    def loop(self, resource: Any, record: Record) -> Any:
        return resource.get_loop()

    def look(self, resource: Any, record: Record, root: str) -> Look:
        sockets = resource.sockets or getattr(resource, "_sockets", None) or ()
        addresses = ", ".join(endpoints(sock)[0] for sock in sockets)
        return Look(
            subject="server",
            summary="a server was never closed",
            state=f"listening on {addresses}",
            release="`server.close()`, then `await server.wait_closed()`, or `async with` around its use",
        )

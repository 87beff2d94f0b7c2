"""A server with its dashboard in a process of its own, for tests in a browser. Clients choose their names freely."""

from __future__ import annotations

import asyncio
import json
import sys

from wshygiene_reference import ManagerConfig, WebSocketManager
from wshygiene_reference.identity import Credentials, Identity
from wshygiene_reference.operation import Operation, OperationConfig
from wshygiene_reference.signals import GracefulShutdown


async def whoever(credentials: Credentials) -> Identity | None:
    """The token is the name, but for one that is too long to be sent."""
    name = "w" * 10_000 if credentials.token == "long" else credentials.token
    return None if name is None else Identity(name, f"session of {name}", frozenset({f"role of {name}"}), name)


async def main() -> None:
    """Serve until a signal or a restart; say where, and at the end what is left."""
    config = ManagerConfig(max_memory_percent=100, memory_interval=0.5, shutdown_grace=2, max_message_size=2**20)
    beside = OperationConfig(
        admin_port=int(sys.argv[1]), admin_token="correct horse battery", admin_actions=True, dashboard_interval=0.3
    )
    manager = WebSocketManager(config, authenticate=whoever)
    shutdown = GracefulShutdown(manager)
    async with manager, Operation(manager, beside, shutdown) as operation:
        await manager.start(port=0)
        assert operation.admin is not None
        with shutdown.listening():
            addresses = {"web": f"{operation.admin.url}/dashboard/", "ws": f"ws://127.0.0.1:{manager.port}/"}
            print(json.dumps(addresses), flush=True)
            await shutdown.wait()
            report = await manager.shutdown(restart=shutdown.is_restart)
    others = [task.get_name() for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    print(json.dumps({"left": report.left, "restart": shutdown.is_restart, "tasks": others}))


asyncio.run(main())

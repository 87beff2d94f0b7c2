"""A server with its dashboard in a process of its own, for tests in a browser. Clients choose their names freely."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import Mount

sys.path.insert(0, str(Path(__file__).parent))

from web_server import served

from wshygiene_reference import ManagerConfig, WebSocketManager
from wshygiene_reference.admin.actions import AdminActions
from wshygiene_reference.admin.audit import AuditLog
from wshygiene_reference.dashboard import create_dashboard_app
from wshygiene_reference.identity import Credentials, Identity
from wshygiene_reference.signals import GracefulShutdown


async def whoever(credentials: Credentials) -> Identity | None:
    """The token is the name, but for one that is too long to be sent."""
    name = "w" * 10_000 if credentials.token == "long" else credentials.token
    return None if name is None else Identity(name, f"session of {name}", frozenset({f"role of {name}"}), name)


async def main() -> None:
    """Serve until a signal or a restart; say where, and at the end what is left."""
    config = ManagerConfig(max_memory_percent=100, memory_interval=0.5, shutdown_grace=2, max_message_size=2**20)
    manager = WebSocketManager(config, authenticate=whoever)
    shutdown = GracefulShutdown(manager)
    async with manager:
        await manager.start(port=0)
        actions = AdminActions(manager, AuditLog(10), shutdown)
        app = create_dashboard_app(manager, "token", actions=actions, interval=0.3)
        with shutdown.listening():
            async with served(Starlette(routes=[Mount("/inside/of", app)]), port=int(sys.argv[1])) as address:
                print(json.dumps({"web": f"{address}/inside/of/", "ws": f"ws://127.0.0.1:{manager.port}/"}), flush=True)
                await shutdown.wait()
                report = await manager.shutdown(restart=shutdown.is_restart)
                streams = len(app.state.dashboard.feed)
    others = [task.get_name() for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    print(json.dumps({"left": report.left, "restart": shutdown.is_restart, "streams": streams, "tasks": others}))


asyncio.run(main())

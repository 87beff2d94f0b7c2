"""One WebSocket server of a given kind in a process of its own, told what to do on its standard input.

Run by ``manager_cost.py`` and ``operation_cost.py``: ``python served.py KIND PORT``. The commands are ``state``,
``cast ROUNDS SIZE`` and ``quit``; each is answered with one line of JSON.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import sys
import threading
from collections.abc import Awaitable, Callable, Sized
from contextlib import asynccontextmanager
from typing import Any

import psutil

HOST = "127.0.0.1"
BACKLOG = 4096

#: Classes of which there is an object for each connection, ours and the library's.
PER_CONNECTION = {
    "Connection",
    "ManagedServerConnection",
    "Lease",
    "Outbox",
    "TokenBucket",
    "ServerProtocol",
    "Assembler",
}
#: What a server gives the benchmark: who is connected, and a way to send one text to all of them.
Serving = tuple[Sized, Callable[[str], Awaitable[object]]]


@asynccontextmanager
async def bare(port: int) -> Any:
    """``websockets`` with as little as it can do: no compression, no keepalive."""
    from websockets.asyncio.server import ServerConnection, broadcast, serve

    connected: set[ServerConnection] = set()

    async def handle(ws: ServerConnection) -> None:
        connected.add(ws)
        try:
            async for _ in ws:
                pass
        finally:
            connected.discard(ws)

    async def cast(text: str) -> None:
        broadcast(connected, text)

    async with serve(handle, HOST, port, compression=None, ping_interval=None, backlog=BACKLOG):
        yield connected, cast


def _ours() -> Any:
    """A manager with its defaults but for limits that would keep a benchmark out."""
    from wshygiene_reference import ManagerConfig, WebSocketManager

    config = ManagerConfig(
        max_connections=100_000,
        max_connections_per_ip=100_000,
        max_handshakes=100_000,
        message_burst=100_000,
        max_memory_percent=100,
        stale_after=None,
        max_lifetime=None,
        backlog=BACKLOG,
    )
    return WebSocketManager(config)


@asynccontextmanager
async def manager(port: int) -> Any:
    """Ours by itself."""
    async with _ours() as ours:

        async def cast(text: str) -> None:
            ours.broadcast(text)

        await ours.start(HOST, port)
        yield ours.registry, cast


@asynccontextmanager
async def operated(port: int) -> Any:
    """Ours with parts beside it: the settings of those are JSON in the environment."""
    from wshygiene_reference.operation import Operation, OperationConfig

    async with _ours() as ours, Operation(ours, OperationConfig(**json.loads(os.environ["OPERATED"]))):

        async def cast(text: str) -> None:
            ours.broadcast(text)

        await ours.start(HOST, port)
        yield ours.registry, cast


@asynccontextmanager
async def aiohttp(port: int) -> Any:
    """aiohttp without compression and heartbeat."""
    from aiohttp import web

    connected: set[web.WebSocketResponse] = set()

    async def handle(request: web.Request) -> web.WebSocketResponse:
        ws = web.WebSocketResponse(compress=False)
        await ws.prepare(request)
        connected.add(ws)
        try:
            async for _ in ws:
                pass
        finally:
            connected.discard(ws)
        return ws

    async def cast(text: str) -> None:
        for ws in list(connected):
            await ws.send_str(text)

    app = web.Application()
    app.router.add_get("/", handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, HOST, port, backlog=BACKLOG).start()
    yield connected, cast
    await runner.cleanup()


@asynccontextmanager
async def socketio(port: int) -> Any:
    """python-socketio on uvicorn, with WebSocket as its only transport."""
    import socketio as library
    import uvicorn

    connected: set[str] = set()
    server = library.AsyncServer(async_mode="asgi", transports=["websocket"])

    @server.event
    async def connect(sid: str, environ: object) -> None:
        connected.add(sid)

    @server.event
    async def disconnect(sid: str, reason: object = None) -> None:
        connected.discard(sid)

    async def cast(text: str) -> None:
        await server.emit("message", text)

    config = uvicorn.Config(
        library.ASGIApp(server), host=HOST, port=port, log_level="error", lifespan="off", backlog=BACKLOG
    )
    running = uvicorn.Server(config)
    serving = asyncio.create_task(running.serve())
    while not running.started:
        await asyncio.sleep(0.01)
    yield connected, cast
    running.should_exit = True
    await serving


KINDS = {"websockets": bare, "manager": manager, "operated": operated, "aiohttp": aiohttp, "socketio": socketio}


def state(connected: Sized) -> dict[str, float]:
    """The process after a collection: bytes of its own, CPU seconds, connections, tasks, objects."""
    gc.collect()
    process = psutil.Process()
    times = process.cpu_times()
    return {
        "uss": process.memory_full_info().uss,
        "cpu": times.user + times.system,
        "connections": len(connected),
        "tasks": len(asyncio.all_tasks()),
        "ours": sum(type(thing).__name__ in PER_CONNECTION for thing in gc.get_objects()),
    }


async def obey(commands: asyncio.Queue[str], connected: Sized, cast: Callable[[str], Awaitable[object]]) -> None:
    """Do what is asked until there is nothing more."""
    while (command := await commands.get()) not in ("quit", ""):
        name, *numbers = command.split()
        if name == "cast":
            rounds, size = map(int, numbers)
            for _ in range(rounds):
                await cast("x" * size)
                await asyncio.sleep(0)
        print(json.dumps(state(connected)), flush=True)


async def main(kind: str, port: int) -> None:
    """Serve, and obey."""
    loop = asyncio.get_running_loop()
    commands: asyncio.Queue[str] = asyncio.Queue()

    def read() -> None:
        while line := sys.stdin.readline():
            loop.call_soon_threadsafe(commands.put_nowait, line.strip())
        loop.call_soon_threadsafe(commands.put_nowait, "quit")

    async with KINDS[kind](port) as (connected, cast):
        print(json.dumps({"ready": True}), flush=True)
        threading.Thread(target=read, daemon=True).start()
        await obey(commands, connected, cast)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))

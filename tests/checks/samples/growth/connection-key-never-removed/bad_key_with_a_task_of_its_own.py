# The queues stay, and so do the connections that are their keys; the task is the connection's own, and no entry.
import asyncio

from websockets.asyncio.server import ServerConnection

OUTBOXES: dict[str, dict[ServerConnection, asyncio.Queue[str]]] = {}


async def follow(ws: ServerConnection) -> None:
    outbox = OUTBOXES.setdefault(ws.request.path, {})[ws] = asyncio.Queue()  # expect: WSH302
    ws.writer = asyncio.create_task(write(ws, outbox))
    try:
        await ws.wait_closed()
    finally:
        ws.writer.cancel()


async def write(ws: ServerConnection, outbox: asyncio.Queue[str]) -> None:
    while True:
        await ws.send(await outbox.get())

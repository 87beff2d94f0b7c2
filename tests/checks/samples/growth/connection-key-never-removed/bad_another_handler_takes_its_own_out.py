# Leaks: one handler takes its own queue out again, which does nothing for those of the other.
import asyncio

from quart import Quart, websocket

app = Quart("feed")
queues = set()


@app.websocket("/prices")
async def prices():
    queue = asyncio.Queue(maxsize=10)
    queues.add(queue)
    try:
        while True:
            await websocket.send(await queue.get())
    finally:
        queues.discard(queue)


@app.websocket("/news")
async def news():
    queue = asyncio.Queue(maxsize=10)
    queues.add(queue)  # expect: WSH302
    while True:
        await websocket.send(await queue.get())

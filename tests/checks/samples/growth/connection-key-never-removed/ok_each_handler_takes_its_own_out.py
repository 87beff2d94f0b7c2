# Fine: each handler enters what it made, and takes it out at its end, one of them by a function for both.
import asyncio

from quart import Quart, websocket

app = Quart("feed")
queues = set()


def leave(queue):
    queues.discard(queue)


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
    queues.add(queue)
    try:
        while True:
            await websocket.send(await queue.get())
    finally:
        leave(queue)

# Each connection makes a queue for itself, which everybody else goes on filling when it has ended.
import asyncio

from quart import Quart, websocket

app = Quart(__name__)
queues = set()


@app.websocket("/feed")
async def feed():
    queue = asyncio.Queue(10)
    queues.add(queue)  # expect: WSH302
    while True:
        await websocket.send(await queue.get())

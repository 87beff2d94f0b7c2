# The decorator gives each connection a queue, and keeps it.
import asyncio
from functools import wraps

from quart import Quart, websocket

app = Quart(__name__)
QUEUES = set()
OPEN = {}


def with_queue(handler):
    @wraps(handler)
    async def wrapper(*args, **kwargs):
        queue = asyncio.Queue(maxsize=50)
        QUEUES.add(queue)  # expect: WSH302
        return await handler(queue, *args, **kwargs)

    return wrapper


def counted(kind):
    def decorator(handler):
        async def inner(*args, **kwargs):
            OPEN[websocket._get_current_object()] = kind  # expect: WSH302
            await handler(*args, **kwargs)

        return inner

    return decorator


@app.websocket("/ticks")
@with_queue
async def ticks(queue):
    while True:
        await websocket.send(await queue.get())


@app.websocket("/echo")
@counted("echo")
async def echo():
    while True:
        await websocket.send(await websocket.receive())

# What the wrapper adds it removes; a decorator that registers runs once for each function, and what stands above the
# one that registers a handler is not called for it.
import asyncio
from functools import wraps

from quart import Quart, websocket

app = Quart(__name__)
QUEUES = set()
HANDLERS = []
CALLS = set()


def with_queue(handler):
    @wraps(handler)
    async def wrapper(*args, **kwargs):
        queue = asyncio.Queue(maxsize=50)
        QUEUES.add(queue)
        try:
            return await handler(queue, *args, **kwargs)
        finally:
            QUEUES.remove(queue)

    return wrapper


def known(handler):
    HANDLERS.append(handler)
    return handler


def timed(function):
    async def timer(*args):
        CALLS.add(object())
        return await function(*args)

    return timer


@timed
@app.websocket("/ticks")
@known
@with_queue
async def ticks(queue):
    while True:
        await websocket.send(await queue.get())

# Each call adds a handler for its own reply, which comes once; all of them stay on the emitter.
import asyncio
import itertools

from pyee.asyncio import AsyncIOEventEmitter

BUS = AsyncIOEventEmitter()


class Rpc:
    def __init__(self, emitter: AsyncIOEventEmitter, send):
        self.emitter = emitter
        self.send = send
        self.numbers = itertools.count()

    async def call(self, method):
        number = next(self.numbers)
        reply = asyncio.get_running_loop().create_future()
        self.emitter.on(f"reply:{number}", reply.set_result)  # expect: WSH106
        await self.send(number, method)
        return await reply


async def heard(event):
    came = asyncio.Event()
    BUS.on(event, lambda *_: came.set())  # expect: WSH106
    await came.wait()

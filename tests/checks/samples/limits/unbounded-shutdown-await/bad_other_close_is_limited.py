# The time limit is one for the connection: `close()` of the outbox waits as long as it takes.
import asyncio


class Outbox:
    def __init__(self):
        self._queue = asyncio.Queue(maxsize=100)

    async def put(self, message):
        await self._queue.put(message)

    async def get(self):
        return await self._queue.get()

    async def close(self):
        await self._queue.join()  # expect: WSH504 medium


async def part(ws, outbox):
    async with asyncio.timeout(10):
        await ws.close()
    await outbox.close()

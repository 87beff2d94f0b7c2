# Fine: whoever stops it has set a limit.
import asyncio


class Outbox:
    def __init__(self):
        self._queue = asyncio.Queue(maxsize=100)

    async def put(self, message):
        await self._queue.put(message)

    async def get(self):
        return await self._queue.get()

    async def stop(self):
        await self._queue.join()


async def shut_down(outbox):
    async with asyncio.timeout(10):
        await outbox.stop()

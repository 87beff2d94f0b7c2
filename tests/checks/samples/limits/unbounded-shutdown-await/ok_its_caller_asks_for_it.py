# Fine: it waits only for a caller that has asked for just that.
import asyncio


class Subscriber:
    def __init__(self):
        self._queue = asyncio.Queue(maxsize=100)

    async def put(self, event):
        await self._queue.put(event)

    async def take(self):
        return await self._queue.get()

    async def stop(self, join=False):
        if join:
            await self._queue.join()

# Fine: who calls `drain()` or `wait_closed()` asks for nothing but to wait, and can set a limit.
import asyncio


class Outbox:
    def __init__(self, source):
        self._source = source
        self._queue = asyncio.Queue(maxsize=100)
        self._worker = asyncio.create_task(self._work())

    async def _work(self):
        while True:
            await self._queue.put(await self._source())

    async def drain(self):
        await self._queue.join()

    async def wait_closed(self):
        await self._worker

    def close(self):
        self._worker.cancel()

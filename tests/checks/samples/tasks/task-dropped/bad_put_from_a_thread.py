# A mild case: putting something into a queue without a limit does not wait, so the task is done at once.
import asyncio


class Recorder:
    def __init__(self, loop):
        self._loop = loop
        self._queue = asyncio.Queue()

    def on_sample(self, sample):
        asyncio.run_coroutine_threadsafe(self._queue.put(sample), self._loop)  # expect: WSH201 info

    async def read(self):
        return await self._queue.get()

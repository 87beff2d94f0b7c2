# Fine: `start` adds two tasks, however many messages come.
import asyncio


class Worker:
    def __init__(self):
        self._tasks = []

    async def start(self):
        self._tasks.append(asyncio.create_task(self._receive()))
        self._tasks.append(asyncio.create_task(self._report()))

    async def stop(self):
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _receive(self):
        while True:
            await asyncio.sleep(1)

    async def _report(self):
        while True:
            await asyncio.sleep(60)

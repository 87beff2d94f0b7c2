# Fine: teardown goes over all tasks by name, and hands them to gather.
import asyncio


class Feed:
    def open(self):
        self._reader = asyncio.create_task(self._pump())
        self._writer = asyncio.create_task(self._pump())

    async def close(self):
        tasks = [self._reader, self._writer]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _pump(self):
        while True:
            await asyncio.sleep(1)

# Stopping cancels everything that runs on the loop, the worker too.
import asyncio


class Workshop:
    def __init__(self, loop: asyncio.AbstractEventLoop, orders):
        self._loop = loop
        self._orders = orders

    def start(self):
        self._worker = self._loop.create_task(self._work())

    async def _work(self):
        while True:
            await (await self._orders.get())

    async def shutdown(self):
        others = [task for task in asyncio.all_tasks(self._loop) if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

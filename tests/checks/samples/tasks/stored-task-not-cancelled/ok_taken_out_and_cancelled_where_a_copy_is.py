# Fine: what is taken out is cancelled, one at a time as well as at the end.
import asyncio


class Watcher:
    def __init__(self):
        self._tasks = {}

    def watch(self, symbol):
        if symbol not in self._tasks:
            self._tasks[symbol] = asyncio.create_task(self._poll(symbol))

    def unwatch(self, symbol):
        task = self._tasks.pop(symbol)
        task.cancel()

    async def _poll(self, symbol):
        while True:
            await asyncio.sleep(1)

    async def stop(self):
        tasks = list(self._tasks.values())
        self._tasks.clear()
        for task in tasks:
            task.cancel()

# Leaks: only what is left at the end is cancelled, out of a copy; what is no longer watched runs on.
import asyncio


class Watcher:
    def __init__(self):
        self._tasks = {}

    def watch(self, symbol):
        if symbol not in self._tasks:
            self._tasks[symbol] = asyncio.create_task(self._poll(symbol))  # expect: WSH202

    def unwatch(self, symbol):
        del self._tasks[symbol]

    async def _poll(self, symbol):
        while True:
            await asyncio.sleep(1)

    async def stop(self):
        print("stopping")
        tasks = list(self._tasks.values())
        self._tasks.clear()
        for task in tasks:
            task.cancel()

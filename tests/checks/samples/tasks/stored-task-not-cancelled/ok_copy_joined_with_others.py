# Fine: the copy is joined with another list, and everything in the sum is cancelled.
import asyncio


class Watcher:
    def __init__(self, others):
        self._others = others
        self._tasks = set()

    def watch(self, symbol):
        task = asyncio.create_task(self._poll(symbol))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _poll(self, symbol):
        while True:
            await asyncio.sleep(1)

    async def stop(self):
        own = list(self._tasks)
        everything = self._others + own
        for task in everything:
            task.cancel()

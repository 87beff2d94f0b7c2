# Leaks: the class keeps its other tasks in a set, and not this one.
import asyncio


class Hub:
    def __init__(self):
        self._tasks = set()

    def push(self, message):
        task = asyncio.create_task(self._deliver(message))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def wake(self):
        asyncio.create_task(self._deliver("wake"))  # expect: WSH201

    async def _deliver(self, message):
        await asyncio.sleep(1)

    async def close(self):
        for task in self._tasks:
            task.cancel()

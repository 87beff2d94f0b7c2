# Leaks: `remove()` forgets a task that runs on; `stop()` cancels the others, of which it makes a list first.
import asyncio


class Poller:
    def __init__(self):
        self._tasks = {}

    async def add(self, name):
        self._tasks[name] = asyncio.create_task(self._poll(name))  # expect: WSH202

    async def _poll(self, name):
        while True:
            await asyncio.sleep(1)

    def remove(self, name):
        del self._tasks[name]

    def stop(self):
        for task in list(self._tasks.values()):
            task.cancel()

# Fine: the list is rebuilt without the finished tasks before one is added.
import asyncio


class Worker:
    def __init__(self):
        self._tasks = []

    async def on_message(self, message):
        self._tasks = [task for task in self._tasks if not task.done()]
        self._tasks.append(asyncio.create_task(self._work(message)))

    async def _work(self, message):
        await asyncio.sleep(1)

    async def close(self):
        for task in self._tasks:
            task.cancel()

# Leaks: one task more for each message, and none ever leaves the list.
import asyncio


class Worker:
    def __init__(self):
        self._tasks = []

    async def on_message(self, message):
        self._tasks.append(asyncio.create_task(self._work(message)))  # expect: WSH304

    async def _work(self, message):
        await asyncio.sleep(1)

    async def close(self):
        for task in self._tasks:
            task.cancel()

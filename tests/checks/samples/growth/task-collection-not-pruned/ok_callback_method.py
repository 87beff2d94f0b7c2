# Fine: the callback that logs the result also removes the task.
import asyncio


class Worker:
    def __init__(self):
        self._tasks = set()

    async def on_message(self, message):
        task = asyncio.create_task(self._work(message))
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task):
        self._tasks.remove(task)

    async def _work(self, message):
        await asyncio.sleep(1)

    async def close(self):
        for task in self._tasks:
            task.cancel()

# Fine: `create_task` of this project keeps what it starts, and cancels it on teardown.
import asyncio


class Keeper:
    def __init__(self):
        self._running = set()

    def create_task(self, work):
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def close(self):
        for task in self._running:
            task.cancel()

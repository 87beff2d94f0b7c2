# Fine: the copy goes to a function that somebody else has written, which may cancel what is in it.
import asyncio

from tidy import end_all


class Watcher:
    def __init__(self):
        self._tasks = set()

    def watch(self, symbol):
        task = asyncio.create_task(self._poll(symbol))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _poll(self, symbol):
        while True:
            await asyncio.sleep(1)

    async def stop(self):
        tasks = list(self._tasks)
        await end_all(tasks)

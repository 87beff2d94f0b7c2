# Fine: the coroutine waits for nothing, so it has run to its end before anything could collect its task.
import asyncio


class Watcher:
    def __init__(self, loop):
        self._loop = loop
        self._tasks = set()

    def changed(self, name):
        asyncio.run_coroutine_threadsafe(self._start(name), self._loop)

    async def _start(self, name):
        task = asyncio.create_task(self._reload(name))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _reload(self, name):
        await asyncio.sleep(1)
        print("reloaded", name)

    def close(self):
        for task in self._tasks:
            task.cancel()

# The lambda calls a method that keeps the task.
import asyncio


class Retry:
    def __init__(self):
        self._tasks = set()

    def later(self):
        asyncio.get_running_loop().call_later(3, lambda: self.spawn(self.dial()))

    def spawn(self, coroutine):
        task = asyncio.create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def dial(self):
        await asyncio.sleep(1)

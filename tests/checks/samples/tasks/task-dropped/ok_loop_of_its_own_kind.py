# Fine: this event loop is its own, and its `create_task` keeps every task until that is done.
import asyncio


class ReplayLoop(asyncio.AbstractEventLoop):
    def __init__(self):
        self._running = set()

    def create_task(self, coroutine, *, name=None, context=None):
        task = asyncio.Task(coroutine, loop=self, name=name, context=context)
        self._note(task)
        return task

    def _note(self, task):
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    def replay(self, entry):
        async def apply():
            await entry.apply()

        self.create_task(apply(), name=entry.name)

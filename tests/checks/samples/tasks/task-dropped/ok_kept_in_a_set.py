# Fine: the set keeps the task, and the callback takes it out again.
import asyncio


class Feed:
    def __init__(self):
        self._tasks = set()

    def on_message(self, message):
        task = asyncio.create_task(self._save(message))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _save(self, message):
        await asyncio.sleep(1)

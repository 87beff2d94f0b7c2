# Fine: each task that the function starts leaves the set when it is done.
import asyncio


def in_background(work, *args):
    loop = asyncio.get_event_loop()
    return loop.create_task(work(*args))


class Queue:
    def __init__(self):
        self._waiting = asyncio.Queue()
        self._tasks = set()

    async def process(self):
        try:
            while True:
                job = await self._waiting.get()
                task = in_background(self._run, job)
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
        finally:
            self._cancel_tasks()

    async def _run(self, job):
        await job.run()

    def _cancel_tasks(self):
        for task in list(self._tasks):
            task.cancel()
        self._tasks.clear()

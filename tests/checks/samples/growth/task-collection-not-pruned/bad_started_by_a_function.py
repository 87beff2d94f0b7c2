# A function of the project starts the task, the list keeps it, and only the end of the queue cancels and forgets all.
import asyncio


def in_background(work, *args):
    loop = asyncio.get_event_loop()
    return loop.create_task(work(*args))


class Queue:
    def __init__(self):
        self._waiting = asyncio.Queue()
        self._tasks = []

    async def process(self):
        try:
            while True:
                job = await self._waiting.get()
                task = in_background(self._run, job)  # expect: WSH304 medium
                self._tasks.append(task)
        finally:
            self._cancel_tasks()

    async def _run(self, job):
        await job.run()

    def _cancel_tasks(self):
        for task in self._tasks:
            task.cancel()
        self._tasks = []

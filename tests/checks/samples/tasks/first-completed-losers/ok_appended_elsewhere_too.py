# The object keeps each task as well, and cancels all of them when it ends.
import asyncio


class Runner:
    def __init__(self):
        self.tasks = set()

    async def run_all(self, log, plans):
        running = []
        for plan in plans:
            task = asyncio.create_task(run_one(log, plan))
            running.append(task)
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)
        await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)

    def close(self):
        for task in self.tasks:
            task.cancel()


async def run_one(log, plan):
    while True:
        await log.put(await plan.next())

# Whatever comes of the jobs, the method gets to its end.
import asyncio


class Scheduler:
    def __init__(self, queue, jobs):
        self.queue = queue
        self.jobs = jobs

    async def execute(self):
        publisher = asyncio.create_task(self._publish())
        try:
            for job in self.jobs:
                await job.run()
        except BaseException as error:
            print("a job failed", error)
        publisher.cancel()

    async def _publish(self):
        while True:
            print(await self.queue.get())

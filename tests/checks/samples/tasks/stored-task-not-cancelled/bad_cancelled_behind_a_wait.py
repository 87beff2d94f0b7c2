# A job that fails ends the method, and the publisher goes on for ever.
import asyncio


class Scheduler:
    def __init__(self, queue, jobs):
        self.queue = queue
        self.jobs = jobs

    async def execute(self):
        publisher = asyncio.create_task(self._publish())  # expect: WSH202 medium
        for job in self.jobs:
            await job.run()
        publisher.cancel()

    async def _publish(self):
        while True:
            print(await self.queue.get())

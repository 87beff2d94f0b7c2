# The receiver runs its jobs on the executor, and has no end of its own at which it could shut that down.
import asyncio
from concurrent.futures import ThreadPoolExecutor

from jobs import Backend


class Receiver:
    def __init__(self, broker, executor):
        self.broker = broker
        self.executor = executor

    async def run(self, job):
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.executor, job)


class Broker:
    def __init__(self, threads):
        self.backend = Backend()
        self.executor = ThreadPoolExecutor(threads)  # expect: WSH403 medium
        self.receiver = Receiver(self, self.executor)

    async def kick(self, job):
        await self.receiver.run(job)

    async def shutdown(self):
        await self.backend.shutdown()

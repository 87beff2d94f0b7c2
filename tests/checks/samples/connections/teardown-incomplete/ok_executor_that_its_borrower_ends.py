# Whoever runs its jobs on the executor shuts it down, or gives it to the loop, which does.
import asyncio
from concurrent.futures import ThreadPoolExecutor

from jobs import Backend


class Receiver:
    def __init__(self, executor):
        self.executor = executor

    async def run(self, job):
        return await asyncio.get_running_loop().run_in_executor(self.executor, job)

    def stop(self):
        self.executor.shutdown()


class Broker:
    def __init__(self, threads):
        self.backend = Backend()
        self.pool = ThreadPoolExecutor(threads)
        self.receiver = Receiver(self.pool)

    async def shutdown(self):
        self.receiver.stop()
        await self.backend.shutdown()


class Sharing:
    def __init__(self, executor):
        self._workers = executor

    async def run(self, job):
        loop = asyncio.get_running_loop()
        loop.set_default_executor(self._workers)
        return await loop.run_in_executor(None, job)


class Service:
    def __init__(self, threads):
        self.backend = Backend()
        self.threads = ThreadPoolExecutor(threads)
        self.sharing = Sharing(self.threads)

    async def shutdown(self):
        await self.backend.shutdown()

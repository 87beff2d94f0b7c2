# Fine: a signal handler sets what all loops of the program ask.
import asyncio
import signal

stopping = asyncio.Event()


class Poller:
    def start(self):
        signal.signal(signal.SIGTERM, lambda *_: stopping.set())
        self._task = asyncio.create_task(self._poll())

    async def close(self):
        await self._task

    async def _poll(self):
        while not stopping.is_set():
            await asyncio.sleep(1)


class Asks:
    def start(self, stopping):
        self._task = asyncio.create_task(self._poll(stopping))

    async def close(self):
        await self._task

    async def _poll(self, stopping):
        while True:
            await asyncio.sleep(1)
            if stopping.is_set():
                break

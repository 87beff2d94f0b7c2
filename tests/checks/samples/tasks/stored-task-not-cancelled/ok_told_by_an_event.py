# Fine: the loop asks an event that teardown sets.
import asyncio


class Sweeper:
    def __init__(self):
        self._stopped = asyncio.Event()

    def open(self):
        self._task = asyncio.create_task(self._sweep())

    def close(self):
        self._stopped.set()

    async def _sweep(self):
        while not self._stopped.is_set():
            await asyncio.sleep(1)

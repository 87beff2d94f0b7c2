# What is put into the queue is work: nothing of that ends the task, and closing the session forgets it.
import asyncio


class Session:
    def __init__(self, journal):
        self._journal = journal
        self._orders = asyncio.Queue()
        self._worker = None

    async def start(self):
        self._worker = asyncio.create_task(self._work())  # expect: WSH202

    def order(self, item):
        self._orders.put_nowait(item)

    async def _work(self):
        while True:
            order = await self._orders.get()
            self._journal.write(order)

    async def close(self):
        self._worker = None
        self._journal.close()

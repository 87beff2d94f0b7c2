# Whoever cancels `run()` waits for workers that nobody has cancelled.
import asyncio


class Kitchen:
    def __init__(self):
        self._orders = asyncio.Queue(100)
        self._closing = asyncio.Event()

    async def run(self):
        try:
            self._cooks = [asyncio.create_task(self._cook()) for _ in range(4)]
            await self._closing.wait()
        finally:
            await asyncio.gather(*self._cooks, return_exceptions=True)  # expect: WSH504 medium

    async def _cook(self):
        while True:
            order = await self._orders.get()
            await order.prepare()
            self._orders.task_done()

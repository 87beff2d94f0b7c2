# `asyncio.wait()` is given tasks, not seconds.
import asyncio


class Feed:
    async def start(self):
        self._tickers = {asyncio.create_task(self._tick()) for _ in range(2)}

    async def stop(self):
        await asyncio.wait(self._tickers)  # expect: WSH504 medium

    async def _tick(self):
        while True:
            await asyncio.sleep(1)
            print("tick")

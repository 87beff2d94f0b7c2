# Only the constructor sets the property, once.
import asyncio


class Feed:
    def __init__(self, rate):
        self.rate = rate

    @property
    def rate(self):
        return self._rate

    @rate.setter
    def rate(self, rate):
        self._rate = rate
        self._task = asyncio.create_task(self._pump(rate))

    async def _pump(self, rate):
        while True:
            await asyncio.sleep(rate)

    async def close(self):
        self._task.cancel()

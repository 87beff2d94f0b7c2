# The loop goes through what the feed gives, and to unsubscribe ends that.
import asyncio


class Reader:
    def __init__(self, feed):
        self.feed = feed
        self._task = None

    async def start(self):
        self._task = asyncio.create_task(self._read())

    async def stop(self):
        self.feed.unsubscribe("prices")

    async def _read(self):
        async for price in self.feed:
            await asyncio.sleep(price)

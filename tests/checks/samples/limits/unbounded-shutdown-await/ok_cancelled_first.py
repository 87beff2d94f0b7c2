# Fine: a task that is cancelled ends, and then waiting for it takes no time.
import asyncio
import contextlib


class Feed:
    def __init__(self, source):
        self._source = source

    def start(self):
        self._pump = asyncio.create_task(self._run())

    async def close(self):
        self._pump.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._pump

    async def _run(self):
        while True:
            print(await self._source())

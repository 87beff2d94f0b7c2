# Fine: `serve()` is meant to go on for as long as its task does; the end is elsewhere.
import asyncio


class Feed:
    def __init__(self, source):
        self._source = source
        self._pump = asyncio.create_task(self._run())

    async def _run(self):
        while True:
            print(await self._source())

    async def serve(self):
        await self._pump

    def close(self):
        self._pump.cancel()

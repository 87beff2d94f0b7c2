# The shutdown waits for a loop that nobody ends: it hangs, and whoever runs it has to be killed.
import asyncio


class Feed:
    def __init__(self, source):
        self._source = source

    def start(self):
        self._pump = asyncio.create_task(self._run())

    async def close(self):
        print("closing")
        await self._pump  # expect: WSH504 medium

    async def _run(self):
        while True:
            print(await self._source())

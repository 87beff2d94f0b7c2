# Every reconnect starts one more reader; only the newest is ever cancelled.
import asyncio


class Uplink:
    def __init__(self, inbox):
        self._inbox = inbox

    async def reconnect(self):
        self._reader = asyncio.create_task(self._read())  # expect: WSH206

    async def close(self):
        self._reader.cancel()

    async def _read(self):
        while True:
            print(await self._inbox.get())

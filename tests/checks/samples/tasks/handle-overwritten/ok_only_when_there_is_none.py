# Fine: a second call returns while the first task runs.
import asyncio


class Uplink:
    def __init__(self, inbox):
        self._inbox = inbox
        self._reader = None

    async def reconnect(self):
        if self._reader is not None and not self._reader.done():
            return
        self._reader = asyncio.create_task(self._read())

    async def close(self):
        self._reader.cancel()

    async def _read(self):
        while True:
            print(await self._inbox.get())

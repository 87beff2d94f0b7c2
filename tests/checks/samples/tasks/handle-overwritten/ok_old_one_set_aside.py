# The old reader is set aside in the same statement, and cancelled.
import asyncio


class Uplink:
    def __init__(self, inbox):
        self._inbox = inbox
        self._reader = None

    async def reconnect(self):
        old, self._reader = self._reader, asyncio.create_task(self._read())
        if old is not None:
            old.cancel()

    async def close(self):
        self._reader.cancel()

    async def _read(self):
        while True:
            print(await self._inbox.get())

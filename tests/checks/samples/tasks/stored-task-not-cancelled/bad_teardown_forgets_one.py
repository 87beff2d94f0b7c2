# close() cancels the writer and forgets the reader, which keeps the session alive for ever.
import asyncio


class Session:
    def __init__(self, inbox, clock):
        self._inbox = inbox
        self._clock = clock

    def open(self):
        self._reader = asyncio.create_task(self._read())  # expect: WSH202
        self._writer = asyncio.create_task(self._write())

    def close(self):
        self._writer.cancel()

    async def _read(self):
        while True:
            print(await self._inbox.get())

    async def _write(self):
        while True:
            print(await self._clock.next())

# Whichever task notices first connects again, and replaces the handle of the other, which still runs.
import asyncio


class Feed:
    def __init__(self, dial):
        self.dial = dial
        self.ws = None
        self._reader = None
        self._beat = None

    async def connect(self):
        self.ws = await self.dial()
        await self._on_connect()

    async def _on_connect(self):
        self._reader = asyncio.create_task(self._read())  # expect: WSH206
        self._beat = asyncio.create_task(self._ping())  # expect: WSH206

    async def _read(self):
        try:
            async for message in self.ws:
                print(message)
        except OSError:
            await self.connect()

    async def _ping(self):
        while True:
            try:
                await self.ws.ping()
                await asyncio.sleep(20)
            except OSError:
                await self.connect()

    async def close(self):
        self._reader.cancel()
        self._beat.cancel()

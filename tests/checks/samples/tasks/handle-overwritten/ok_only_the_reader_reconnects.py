# The task that connects again is the one it replaces; the other is cancelled on the way.
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
        if self._beat is not None:
            self._beat.cancel()
        self._reader = asyncio.create_task(self._read())
        self._beat = asyncio.create_task(self._ping())

    async def _read(self):
        try:
            async for message in self.ws:
                print(message)
        except OSError:
            await self.connect()

    async def _ping(self):
        while True:
            await self.ws.ping()
            await asyncio.sleep(20)

    async def close(self):
        self._reader.cancel()
        self._beat.cancel()

# Each time it connects again the reader of the last connection goes on; a loop over two of them ends the newest ones.
import asyncio


class Listener:
    def __init__(self, dial):
        self._dial = dial
        self._reader = None
        self._beat = asyncio.create_task(self.beat())

    async def beat(self):
        while True:
            await asyncio.sleep(5)

    async def reconnect(self):
        stream = await self._dial()
        self._reader = asyncio.create_task(self.read(stream))  # expect: WSH206

    async def read(self, stream):
        async for text in stream:
            print(text)

    async def close(self):
        for task in (self._reader, self._beat):
            task.cancel()

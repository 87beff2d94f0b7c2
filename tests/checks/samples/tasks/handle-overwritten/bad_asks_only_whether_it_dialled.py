# Whether there is a line says nothing of the reader that is already running.
import asyncio


class Uplink:
    def __init__(self, dial):
        self._dial = dial
        self._reader = None

    async def reconnect(self):
        if (line := await self._dial_again()) is not None:
            self._reader = asyncio.create_task(self._read(line))  # expect: WSH206

    async def close(self):
        self._reader.cancel()

    async def _dial_again(self):
        return await self._dial()

    async def _read(self, line):
        while True:
            print(await line.receive())

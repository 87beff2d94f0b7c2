# Fine: whichever of the two ends first, the other one is cancelled.
import asyncio


class Session:
    def __init__(self, ws):
        self._ws = ws

    async def run(self):
        self._reader = asyncio.create_task(self._read())
        self._writer = asyncio.create_task(self._write())
        done, pending = await asyncio.wait({self._reader, self._writer}, return_when="FIRST_COMPLETED")
        for task in pending:
            task.cancel()

    async def close(self):
        await self._ws.close()

    async def _read(self):
        async for message in self._ws:
            print(message)

    async def _write(self):
        while True:
            await asyncio.sleep(1)
            await self._ws.send("")

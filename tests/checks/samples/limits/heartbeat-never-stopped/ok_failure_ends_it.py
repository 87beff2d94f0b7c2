# Fine: the first ping after the end raises ConnectionClosed, and ends the loop.
import asyncio


class Session:
    def __init__(self, socket):
        self._socket = socket

    async def open(self):
        self._beating = asyncio.create_task(self._beat())

    async def close(self):
        await self._socket.close()

    async def _beat(self):
        while True:
            await asyncio.sleep(20)
            await self._socket.ping()

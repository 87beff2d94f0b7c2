# Fine: closing the socket ends the loop that reads it.
import asyncio


class Client:
    def __init__(self, socket):
        self._socket = socket

    def open(self):
        self._reader = asyncio.create_task(self._read())

    async def close(self):
        await self._socket.close()

    async def _read(self):
        async for message in self._socket:
            print(message)

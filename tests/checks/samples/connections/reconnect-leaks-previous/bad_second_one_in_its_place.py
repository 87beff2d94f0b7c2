# The server is asked first whether it takes writes, and then connected to anew: the first connection stays open.
import asyncio


class Link:
    def __init__(self, host, port):
        self._host = host
        self._port = port
        self._reader = None
        self._writer = None
        self.takes_writes = False

    async def connect(self):
        self._reader, self._writer = await asyncio.open_connection(self._host, self._port)
        self._writer.write(b"status")
        answer = await self._reader.read()
        self.takes_writes = b"read-only" not in answer
        self._reader, self._writer = await asyncio.open_connection(self._host, self._port)  # expect: WSH406
        self._writer.write(b"hello")

    async def close(self):
        self._writer.close()

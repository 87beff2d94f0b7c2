# The caller drops the link when its handshake fails, with the writer open.
import asyncio


class Link:
    def __init__(self, host):
        self._host = host
        self._writer = None

    async def connect(self):
        self._reader, self._writer = await asyncio.open_connection(self._host, 5672)
        self._writer.write(b"HELLO")
        await self._negotiate()

    async def close(self):
        self._writer.close()
        await self._writer.wait_closed()

    async def _negotiate(self):
        self._limits = await self._reader.readexactly(8)

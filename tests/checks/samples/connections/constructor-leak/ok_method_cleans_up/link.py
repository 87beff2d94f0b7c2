# The link closes its writer itself when its handshake fails.
import asyncio


class Link:
    def __init__(self, host):
        self._host = host
        self._writer = None

    async def connect(self):
        self._reader, self._writer = await asyncio.open_connection(self._host, 5672)
        try:
            await self._reader.readexactly(8)
        except BaseException:
            await self.close()
            raise

    async def close(self):
        self._writer.close()
        await self._writer.wait_closed()

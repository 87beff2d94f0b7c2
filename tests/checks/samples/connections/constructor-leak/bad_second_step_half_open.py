# When the second step fails, the caller drops the link with its writer open: that is told once.
import asyncio


class Link:
    def __init__(self, host):
        self._host = host
        self._reader = self._writer = None

    async def connect(self):
        self._reader, self._writer = await asyncio.open_connection(self._host, 5222)

    async def login(self, name):
        if self._writer is None:
            await self.connect()
        self._writer.write(name.encode())
        await self._reader.readexactly(8)

    async def close(self):
        self._writer.close()
        await self._writer.wait_closed()


async def dial(host, name):
    link = Link(host)
    await link.connect()
    await link.login(name)  # expect: WSH404 medium
    return link

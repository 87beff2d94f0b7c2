# The end of the hub closes the links that are left; those that were taken out before stay open.
import asyncio


class Link:
    def __init__(self, host):
        self._host = host
        self._reader = self._writer = None

    async def connect(self):
        self._reader, self._writer = await asyncio.open_connection(self._host, 5222)

    async def login(self, name):
        self._writer.write(name.encode())
        return await self._reader.readline()

    async def close(self):
        self._writer.close()
        await self._writer.wait_closed()


class Hub:
    def __init__(self):
        self._links = {}

    async def add(self, host):
        link = Link(host)  # expect: WSH402 medium
        await link.connect()
        self._links[host] = link

    def remove(self, host):
        del self._links[host]

    async def close(self):
        for link in list(self._links.values()):
            await link.close()

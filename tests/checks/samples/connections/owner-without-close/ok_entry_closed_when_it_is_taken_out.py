# Fine: whatever is taken out is closed, by the method itself or by who asks for it; what is told of an end is too late.
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


class ClosesIt:
    def __init__(self):
        self._links = {}

    async def add(self, host):
        link = Link(host)
        await link.connect()
        self._links[host] = link

    async def remove(self, host):
        link = self._links.pop(host, None)
        if link is not None:
            await link.close()

    async def close(self):
        for host in list(self._links):
            await self.remove(host)


class CallerCloses:
    def __init__(self):
        self._links = {}

    async def add(self, host):
        link = Link(host)
        await link.connect()
        self._links[host] = link
        return link

    def remove(self, host):
        self._links.pop(host, None)

    async def close(self):
        for link in list(self._links.values()):
            await link.close()


async def leave(hub, link, host):
    await link.close()
    hub.remove(host)

# Fine: the link tells its hub that it is closed, and the hub forgets it then.
import asyncio


class Link:
    def __init__(self, host, hub):
        self._host = host
        self._hub = hub

    async def connect(self):
        self._reader, self._writer = await asyncio.open_connection(self._host, 5222)

    async def close(self):
        self._writer.close()
        self._hub.remove(self._host)


class Hub:
    def __init__(self):
        self._links = {}

    async def add(self, host):
        link = Link(host, self)
        await link.connect()
        self._links[host] = link

    def remove(self, host):
        self._links.pop(host, None)

    async def close(self):
        for link in list(self._links.values()):
            await link.close()

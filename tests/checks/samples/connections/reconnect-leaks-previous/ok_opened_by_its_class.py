# Fine: the one before is closed first.
import asyncio


class Link:
    def __init__(self, reader, writer):
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, host):
        reader, writer = await asyncio.open_connection(host, 7000)
        return cls(reader, writer)

    async def close(self):
        self._writer.close()
        await self._writer.wait_closed()


class Client:
    def __init__(self, host):
        self._host = host
        self._link = None

    async def connect(self):
        self._link = await Link.open(self._host)

    async def reconnect(self):
        if self._link is not None:
            await self._link.close()
        self._link = await Link.open(self._host)

    async def renew(self):
        await self.close()
        await self.connect()

    async def close(self):
        if self._link is not None:
            await self._link.close()
            self._link = None

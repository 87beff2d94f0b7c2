# Fine: the link is closed in each round, or before there is another one.
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


class Retries:
    def __init__(self, host):
        self._host = host
        self._over = False

    async def run(self):
        while not self._over:
            self._link = Link(self._host)
            try:
                await self._link.connect()
                await self._link.login("me")
            except OSError:
                await asyncio.sleep(5)
            finally:
                await self._link.close()

    async def stop(self):
        self._over = True
        await self._link.close()


class ConnectsAgain:
    def __init__(self, host):
        self._host = host
        self._link = None

    async def open(self):
        if self._link is not None:
            await self._link.close()
        self._link = Link(self._host)
        await self._link.connect()

    async def reconnect(self):
        await asyncio.sleep(1)
        await self.open()

    async def stop(self):
        await self._link.close()

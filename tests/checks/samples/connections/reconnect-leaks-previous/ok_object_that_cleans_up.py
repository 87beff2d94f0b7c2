# Fine: when its login fails the link lets go of all that its end would close.
import asyncio


class Link:
    def __init__(self, host):
        self._host = host
        self._reader = self._writer = None

    async def connect(self):
        self._reader, self._writer = await asyncio.open_connection(self._host, 5222)

    async def login(self, name):
        try:
            self._writer.write(name.encode())
            return await self._reader.readline()
        except OSError:
            self._clean_up()
            raise

    def _clean_up(self):
        self._writer.close()

    async def close(self):
        self._clean_up()
        await self._writer.wait_closed()


class Client:
    def __init__(self, host):
        self._host = host
        self._over = False

    async def run(self):
        while not self._over:
            try:
                self._link = Link(self._host)
                await self._link.connect()
                await self._link.login("me")
            except OSError:
                await asyncio.sleep(5)

    async def stop(self):
        self._over = True
        await self._link.close()

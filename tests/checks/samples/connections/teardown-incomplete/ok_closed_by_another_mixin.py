# The session is closed by a mixin that only the finished class has, before the connection is.
import aiohttp
import websockets


class Opening:
    async def open(self, url):
        self.http = aiohttp.ClientSession()
        self.ws = await websockets.connect(url)

    async def close(self):
        await self.ws.close()


class Closing:
    async def close(self):
        await self.http.close()
        await super().close()


class Client(Closing, Opening):
    pass

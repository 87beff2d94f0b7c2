# Fine: the method that `getattr` fetches is the one that closes the session.
import aiohttp


class Link:
    async def connect(self, url):
        self.http = aiohttp.ClientSession()
        self.ws = await self.http.ws_connect(url, heartbeat=20)

    async def disconnect(self):
        await self.ws.close()
        await getattr(self.http, "close")()

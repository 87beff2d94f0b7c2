# `getattr` only fetches a method of the session, and none that ends it.
import aiohttp


class Link:
    async def connect(self, url):
        if self.http is None or self.http.closed:
            self.http = aiohttp.ClientSession()  # expect: WSH403
        self.ws = await self.http.ws_connect(url, heartbeat=20)

    async def send(self, method, url):
        return await getattr(self.http, method.lower())(url)

    async def disconnect(self):
        await self.ws.close()

# It is opened only where there is none.
import aiohttp


class Feed:
    _session = None

    async def connect(self, url):
        if self._session is None:
            self._session = aiohttp.ClientSession()
        return await self._session.ws_connect(url, heartbeat=20)

    async def run(self, url, handle):
        while True:
            async for message in await self.connect(url):
                await handle(message)

    async def close(self):
        if self._session is not None:
            await self._session.close()

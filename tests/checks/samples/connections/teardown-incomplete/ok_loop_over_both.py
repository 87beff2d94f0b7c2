# A loop over both closes them.
import aiohttp
import websockets


class Feed:
    async def open(self, url):
        self._session = aiohttp.ClientSession()
        self._socket = await websockets.connect(url)

    async def close(self):
        for each in (self._socket, self._session):
            await each.close()

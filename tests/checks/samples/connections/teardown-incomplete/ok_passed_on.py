# The session goes to another object, which may own it from then on.
import aiohttp
import websockets


class Feed:
    def __init__(self, api_class):
        self._api_class = api_class

    async def open(self, url):
        self._session = aiohttp.ClientSession()
        self._api = self._api_class(self._session)
        self._socket = await websockets.connect(url)

    async def close(self):
        await self._socket.close()
        await self._api.close()

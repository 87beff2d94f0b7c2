# Both are closed.
import aiohttp
import websockets


class Feed:
    async def open(self, url):
        self._session = aiohttp.ClientSession()
        self._socket = await websockets.connect(url)

    async def close(self):
        try:
            await self._socket.close()
        finally:
            await self._session.close()

# `close` closes the socket and forgets the session that the class opened beside it.
import aiohttp
import websockets


class Feed:
    async def open(self, url):
        self._session = aiohttp.ClientSession()  # expect: WSH403
        self._socket = await websockets.connect(url)

    async def history(self, url):
        return await (await self._session.get(url)).json()

    async def close(self):
        await self._socket.close()

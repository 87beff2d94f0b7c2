# A method of the class's own closes the session.
import aiohttp
import websockets


class Feed:
    async def open(self, url):
        self._session = aiohttp.ClientSession()
        self._socket = await websockets.connect(url)

    async def _drop_session(self):
        session, self._session = self._session, None
        await session.close()

    async def close(self):
        await self._socket.close()
        await self._drop_session()

# `stop` ends the session and leaves the server listening.
import aiohttp
import websockets


class Gateway:
    async def start(self):
        self._session = aiohttp.ClientSession()
        self._server = await websockets.serve(self._client, port=9000)  # expect: WSH403

    async def _client(self, socket):
        async for message in socket:
            await self._session.post("http://backend", data=message)

    async def stop(self):
        await self._session.close()

# `_connect` makes a new session whenever `run` reconnects; only the last one is closed.
import aiohttp


class Feed:
    def __init__(self, url):
        self._url = url

    async def _connect(self):
        self._session = aiohttp.ClientSession()  # expect: WSH406 medium
        return await self._session.ws_connect(self._url, heartbeat=20)

    async def run(self, handle):
        while True:
            socket = await self._connect()
            async for message in socket:
                await handle(message)

    async def close(self):
        await self._session.close()

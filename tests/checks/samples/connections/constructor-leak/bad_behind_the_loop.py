# Leaks: what the `else` leaves the loop for may fail, with the connection open.
import asyncio

import aiohttp


class Feed:
    def __init__(self, session: aiohttp.ClientSession):
        self._session = session

    async def open(self, url, attempts):
        while True:
            try:
                socket = await self._session.ws_connect(url, heartbeat=20)  # expect: WSH404 medium
            except OSError:
                await asyncio.sleep(attempts)
            else:
                break
        if socket.protocol != "v1":
            raise ConnectionError("another protocol")
        self._socket = socket

    async def close(self):
        await self._socket.close()

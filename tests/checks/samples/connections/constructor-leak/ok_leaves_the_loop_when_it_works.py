# Fine: it gives up only where connecting has failed; where it works, the `else` leaves the loop.
import asyncio

import aiohttp


class Feed:
    def __init__(self, session: aiohttp.ClientSession):
        self._session = session

    async def open(self, url, attempts):
        while True:
            try:
                socket = await self._session.ws_connect(url, heartbeat=20)
            except OSError:
                await asyncio.sleep(1)
            else:
                break
            attempts -= 1
            if not attempts:
                raise ConnectionError("gave up")
        self._socket = socket

    async def close(self):
        await self._socket.close()

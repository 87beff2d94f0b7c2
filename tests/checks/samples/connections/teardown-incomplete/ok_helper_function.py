# A function of the module closes whatever it is given.
import contextlib

import aiohttp
import websockets


async def close_quietly(thing):
    with contextlib.suppress(OSError):
        await thing.close()


class Feed:
    async def open(self, url):
        self._session = aiohttp.ClientSession()
        self._socket = await websockets.connect(url)

    async def close(self):
        await self._socket.close()
        await close_quietly(self._session)

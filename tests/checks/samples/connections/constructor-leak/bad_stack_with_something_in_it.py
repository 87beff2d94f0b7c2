# The second thing that is put into an exit stack fails: nobody closes the first.
from contextlib import AsyncExitStack

import aiohttp
import websockets


class Rates:
    async def __aenter__(self):
        self._stack = AsyncExitStack()
        self._session = await self._stack.enter_async_context(aiohttp.ClientSession())
        self._socket = await self._stack.enter_async_context(websockets.connect("ws://hall"))  # expect: WSH404 medium
        return self

    async def __aexit__(self, *error):
        await self._stack.aclose()

# The exit stack of the class owns it.
import contextlib

import aiohttp


class RatesApi:
    def __init__(self):
        self._stack = contextlib.AsyncExitStack()

    async def open(self):
        self._session = await self._stack.enter_async_context(aiohttp.ClientSession())

    async def close(self):
        await self._stack.aclose()

# The first thing that is put into an exit stack fails: the stack holds nothing yet.
from contextlib import AsyncExitStack

import aiohttp


class Rates:
    async def __aenter__(self):
        self._stack = AsyncExitStack()
        self._session = await self._stack.enter_async_context(aiohttp.ClientSession())
        return self

    async def __aexit__(self, *error):
        await self._stack.aclose()

# Leaving ends it: by the method that is there for it, by a function that gets the object, or by a stack.
import contextlib

import aiohttp


class Rates:
    async def __aenter__(self):
        await self.connect()
        return self

    async def __aexit__(self, *error):
        await self.close()

    async def connect(self):
        self._session = aiohttp.ClientSession()

    async def close(self):
        await self._session.close()


class Given:
    async def __aenter__(self):
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *error):
        await ended(self)

    async def close(self):
        await self._session.close()


async def ended(rates):
    await rates.close()


class Stacked:
    async def __aenter__(self):
        self._stack = contextlib.AsyncExitStack()
        self._session = await self._stack.enter_async_context(aiohttp.ClientSession())
        return self

    async def __aexit__(self, *error):
        await self._stack.aclose()

    async def close(self):
        await self._session.close()

# Whatever fails, `finally` closes what was opened here, or the `with` of a lock has nothing to wait for a peer for.
import threading

import aiohttp


class Rates:
    def __init__(self, session=None):
        self._session = session
        self._lock = threading.Lock()

    async def rate(self, url):
        given = self._session is not None
        if given:
            session = self._session
        else:
            session = aiohttp.ClientSession()
        try:
            async with session.get(url) as response:
                return await response.json()
        finally:
            if not given:
                await session.close()

    async def kept_for_the_next_one(self, url):
        session = self._session
        if session is None:
            session = self._session = aiohttp.ClientSession()
        async with session.get(url) as response:
            return await response.json()

    async def nothing_but_closed(self):
        session = aiohttp.ClientSession()
        with self._lock:
            session.headers.update({"x": "y"})
        await session.close()

    async def close(self):
        if self._session is not None:
            await self._session.close()

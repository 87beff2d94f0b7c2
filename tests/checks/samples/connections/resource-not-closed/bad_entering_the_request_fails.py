# What `async with` enters waits for the peer as well: the session is closed behind it only when that works.
import aiohttp


class Rates:
    def __init__(self, session=None):
        self._session = session

    async def rate(self, url):
        session = aiohttp.ClientSession()  # expect: WSH401 medium
        async with session.get(url) as response:
            rate = await response.json()
        await session.close()
        return rate

    async def rate_with_what_was_given(self, url):
        given = self._session is not None
        if given:
            session = self._session
        else:
            session = aiohttp.ClientSession()  # expect: WSH401 medium
        async with session.get(url) as response:
            rate = await response.json()
        if not given:
            await session.close()
        return rate

    async def rate_of_nobody(self, url, session=None):
        if session is None:
            session = aiohttp.ClientSession()  # expect: WSH401
        async with session.get(url) as response:
            return await response.json()

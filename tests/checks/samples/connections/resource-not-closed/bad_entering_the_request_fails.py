# What `async with` enters waits for the peer as well: the session is closed behind it only when that works.
import aiohttp


class Rates:
    async def rate(self, url):
        session = aiohttp.ClientSession()  # expect: WSH401 medium
        async with session.get(url) as response:
            rate = await response.json()
        await session.close()
        return rate

    async def rate_of_nobody(self, url, session=None):
        if session is None:
            session = aiohttp.ClientSession()  # expect: WSH401
        async with session.get(url) as response:
            return await response.json()

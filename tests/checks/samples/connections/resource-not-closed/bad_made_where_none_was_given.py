# Where no session was given, one is made and closed here: but not when the request fails.
import aiohttp


class Rates:
    def __init__(self, session=None):
        self._session = session

    async def rate(self, url):
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

# The session is kept under two names, and a response that it gives is not the session.
import aiohttp


class Api:
    _session = None

    async def get(self, url):
        session = self._session
        if session is None:
            session = self._session = aiohttp.ClientSession()  # expect: WSH402 medium
        async with session.get(url) as response:
            return await response.text()

# The client opens a session lazily, lends it to its own methods, and has no way to close it.
import aiohttp


class RatesApi:
    def __init__(self, base):
        self._base = base
        self._session = None

    async def _get_session(self):
        if self._session is None:
            self._session = aiohttp.ClientSession()  # expect: WSH402 medium
        return self._session

    async def latest(self, pair):
        session = await self._get_session()
        response = await session.get(f"{self._base}/{pair}")
        return await response.json()

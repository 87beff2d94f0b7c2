# `close` closes what was opened lazily.
import aiohttp


class RatesApi:
    def __init__(self, base):
        self._base = base
        self._session = None

    async def latest(self, pair):
        if self._session is None:
            self._session = aiohttp.ClientSession()
        response = await self._session.get(f"{self._base}/{pair}")
        return await response.json()

    async def close(self):
        if self._session is not None:
            await self._session.close()
            self._session = None

# Nothing follows the opening that may fail.
import aiohttp


class Controller:
    def __init__(self, limits):
        self._limits = limits
        self._session = None

    async def __aenter__(self):
        await self._limits.load()
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *exception):
        await self._session.close()

# Entering closes the session itself when the login fails.
import aiohttp


class Controller:
    def __init__(self, url):
        self._url = url
        self._session = None

    async def __aenter__(self):
        try:
            await self._login()
        except BaseException:
            await self.close()
            raise
        return self

    async def __aexit__(self, *exception):
        await self.close()

    async def close(self):
        await self._session.close()

    async def _login(self):
        self._session = aiohttp.ClientSession()
        await self._session.post(self._url + "/login")

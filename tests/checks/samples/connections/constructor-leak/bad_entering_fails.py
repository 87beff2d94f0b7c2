# Python calls `__aexit__` only when `__aenter__` has succeeded: a failed login leaves the session open.
import aiohttp


class Controller:
    def __init__(self, url):
        self._url = url
        self._session = None

    async def __aenter__(self):
        await self._login()  # expect: WSH404 medium
        return self

    async def __aexit__(self, *exception):
        await self.close()

    async def close(self):
        await self._session.close()

    async def _login(self):
        self._session = aiohttp.ClientSession()
        answer = await self._session.post(self._url + "/login")
        self._token = await answer.text()

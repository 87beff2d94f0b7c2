# What the nursery runs only uses the session that it is given, and nobody closes it.
import aiohttp


class Rates:
    def __init__(self, nursery, url):
        self._nursery = nursery
        self._url = url

    def start(self, name):
        session = aiohttp.ClientSession()  # expect: WSH401
        session.headers["User-Agent"] = name
        self._nursery.start_soon(self._poll, session)

    async def _poll(self, session):
        async with session.get(self._url) as response:
            print(await response.text())

# What the nursery runs closes the session that it is given; or what is run is out of sight.
import aiohttp


class Rates:
    def __init__(self, nursery, url, poll):
        self._nursery = nursery
        self._url = url
        self._given = poll

    def start(self, name):
        session = aiohttp.ClientSession()
        session.headers["User-Agent"] = name
        self._nursery.start_soon(self._poll, session)

    def start_what_was_given(self, name):
        session = aiohttp.ClientSession()
        session.headers["User-Agent"] = name
        self._nursery.start_soon(self._given, session)

    async def _poll(self, session):
        async with session, session.get(self._url) as response:
            print(await response.text())

# Fine: which session it is, a subclass decides; that of this one is closed at once.
import aiohttp
import requests


class Exchange:
    def __init__(self):
        self.session = self.make_session()

    def make_session(self):
        raise NotImplementedError


class Plain(Exchange):
    def make_session(self) -> requests.Session:
        return requests.Session()

    def close(self):
        self.session.close()


class Async(Exchange):
    def make_session(self) -> aiohttp.ClientSession:
        return aiohttp.ClientSession()

    async def close(self):
        await self.session.close()

# Fine: the soup itself holds nothing, and its `close()` does nothing; only a subclass that is not made here has a pool.
from concurrent.futures import ThreadPoolExecutor

import aiohttp


class Soup:
    def close(self):
        pass

    def cook(self, text):
        return text.split()


class SoupInThreads(Soup):
    def __init__(self):
        self.pool = ThreadPoolExecutor()

    def close(self):
        self.pool.shutdown()


class Reader:
    async def open(self):
        self.session = aiohttp.ClientSession()
        self.soup = Soup()

    async def read(self, address):
        async with self.session.get(address) as answer:
            return self.soup.cook(await answer.text())

    async def close(self):
        await self.session.close()

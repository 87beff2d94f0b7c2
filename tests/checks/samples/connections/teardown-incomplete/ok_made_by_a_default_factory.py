# What the constructor that the decorator writes opens is ended, and what it is given is for others to end.
from dataclasses import dataclass, field

import aiohttp


@dataclass
class Client:
    given: aiohttp.ClientSession
    reading: aiohttp.ClientSession = field(default_factory=lambda: aiohttp.ClientSession())

    async def put(self, url, row):
        await self.given.put(url, json=row)

    async def close(self):
        await self.reading.close()

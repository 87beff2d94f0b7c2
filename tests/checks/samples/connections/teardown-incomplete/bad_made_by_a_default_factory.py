# The constructor that the decorator writes opens two sessions, and `close` ends one of them.
from dataclasses import dataclass, field

import aiohttp


@dataclass
class Client:
    url: str
    reading: aiohttp.ClientSession = field(default_factory=aiohttp.ClientSession)
    writing: aiohttp.ClientSession = field(default_factory=lambda: aiohttp.ClientSession())  # expect: WSH403

    async def put(self, row):
        await self.writing.put(self.url, json=row)

    async def close(self):
        await self.reading.close()

# Fine: the data class is given the session, and whoever made it closes it.
from dataclasses import dataclass, field

import aiohttp


@dataclass
class Probe:
    url: str
    session: aiohttp.ClientSession
    seen: list[int] = field(default_factory=list)

    async def look(self):
        async with self.session.get(self.url) as response:
            return response.status


async def main(url):
    async with aiohttp.ClientSession() as session:
        print(await Probe(url, session).look())

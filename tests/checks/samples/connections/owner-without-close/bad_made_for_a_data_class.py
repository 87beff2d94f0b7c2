# A data class makes its own session for each object, and has no method that closes it.
from dataclasses import dataclass, field

import aiohttp


@dataclass
class Probe:
    url: str
    session: aiohttp.ClientSession = field(init=False, default_factory=aiohttp.ClientSession)  # expect: WSH402 medium

    async def look(self):
        async with self.session.get(self.url) as response:
            return response.status

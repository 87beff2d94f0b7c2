# The property keeps the session in its place, and nothing closes it.
from functools import cached_property

import aiohttp


class Api:
    @cached_property
    def session(self):
        return aiohttp.ClientSession()  # expect: WSH402 medium

    async def get(self, url):
        async with self.session.get(url) as response:
            return await response.text()

# What the property keeps is closed.
from functools import cached_property

import aiohttp


class Api:
    @cached_property
    def session(self):
        return aiohttp.ClientSession()

    async def get(self, url):
        async with self.session.get(url) as response:
            return await response.text()

    async def close(self):
        await self.session.close()

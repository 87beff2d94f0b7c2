# The model makes both of its sessions, whatever its own constructor does, and `close` ends one of them.
import aiohttp
from pydantic import BaseModel, PrivateAttr


class Client(BaseModel):
    url: str
    _reading: aiohttp.ClientSession = PrivateAttr(default_factory=lambda: aiohttp.ClientSession())
    _writing: aiohttp.ClientSession = PrivateAttr(default_factory=aiohttp.ClientSession)  # expect: WSH403 medium

    def __init__(self, url):
        super().__init__(url=url)

    async def put(self, row):
        await self._writing.put(self.url, json=row)

    async def close(self):
        await self._reading.close()

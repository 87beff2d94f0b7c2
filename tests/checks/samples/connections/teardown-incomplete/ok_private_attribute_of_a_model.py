# Both sessions of the model are ended; its names and the lock hold nothing open.
import asyncio

import aiohttp
from pydantic import BaseModel, Field, PrivateAttr


class Client(BaseModel):
    url: str
    names: list[str] = Field(default_factory=list)
    _lock: asyncio.Lock = PrivateAttr(default_factory=asyncio.Lock)
    _reading: aiohttp.ClientSession = PrivateAttr(default_factory=lambda: aiohttp.ClientSession())
    _writing: aiohttp.ClientSession = PrivateAttr(default_factory=lambda: aiohttp.ClientSession())

    async def put(self, row):
        async with self._lock:
            await self._writing.put(self.url, json=row)

    async def close(self):
        await self._reading.close()
        await self._writing.close()

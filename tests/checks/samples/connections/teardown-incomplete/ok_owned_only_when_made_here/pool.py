import asyncio

from .resolver import Resolver


class Pool:
    def __init__(self, resolver=None):
        self._owns_resolver = resolver is None
        self._resolver = resolver or Resolver()
        self._sweeper = asyncio.ensure_future(self._sweep())

    async def _sweep(self):
        while True:
            await asyncio.sleep(60)

    async def close(self):
        self._sweeper.cancel()
        if self._owns_resolver:
            await self._resolver.close()

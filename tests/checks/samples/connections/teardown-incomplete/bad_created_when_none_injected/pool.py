import asyncio

from .resolver import Resolver


class Pool:
    def __init__(self, resolver=None):
        if resolver is None:
            resolver = Resolver()  # expect: WSH403
        self._resolver = resolver
        self._sweeper = asyncio.ensure_future(self._sweep())

    async def _sweep(self):
        while True:
            await asyncio.sleep(60)

    async def close(self):
        self._sweeper.cancel()

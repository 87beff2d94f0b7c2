# Fine: the entry is handed out to be filled, or to be kept: it is meant to be made.
import asyncio
from collections import defaultdict


class Locks:
    def __init__(self):
        self._locks = defaultdict(asyncio.Lock)

    async def run(self, key, work):
        async with self._locks[key]:
            await work()
        self._locks.pop(key, None)

# The task would end by itself, and the card has no end that it could outlive; but it may vanish half-way.
import asyncio


class Card:
    def __init__(self, store):
        self._store = store

    def rename(self, name):
        asyncio.create_task(self._save(name))  # expect: WSH201

    async def _save(self, name):
        await self._store.write(name)

# Each message starts a task that nothing refers to: it can vanish half-way, or outlive the connection.
import asyncio


class Feed:
    def __init__(self, store):
        self._store = store

    def on_message(self, message):
        asyncio.create_task(self._save(message))  # expect: WSH201

    async def _save(self, message):
        await self._store.write(message)

# Looks after the database, and after nothing else.
import asyncio

import redis.asyncio


class Health:
    def __init__(self, database: redis.asyncio.Redis):
        self._database = database

    async def run(self):
        while True:
            await asyncio.sleep(20)
            await self._database.ping()

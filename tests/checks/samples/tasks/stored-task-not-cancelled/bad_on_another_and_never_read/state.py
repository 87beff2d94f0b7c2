# What a subscription keeps beside itself. Nobody ever asks it for its task.
import asyncio


class State:
    def __init__(self, connection):
        self._connection = connection
        self._beating = None

    async def beat(self):
        while True:
            await self._connection.ping()
            await asyncio.sleep(5)

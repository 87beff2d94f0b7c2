# Fine: whoever has the state ends what is kept there.
import asyncio


class State:
    def __init__(self, connection):
        self._connection = connection
        self._beating = None

    async def beat(self):
        while True:
            await self._connection.ping()
            await asyncio.sleep(5)

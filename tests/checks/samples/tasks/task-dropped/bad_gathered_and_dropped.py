# `gather()` starts both at once; without `await` nobody waits for them, and nothing keeps them.
import asyncio


class Relay:
    def __init__(self, store):
        self._store = store

    async def handle(self, websocket):
        asyncio.gather(self._pump(websocket), self._beat(websocket))  # expect: WSH201
        await websocket.send("hello")

    async def _pump(self, websocket):
        async for message in websocket:
            await self._store.put(message)

    async def _beat(self, websocket):
        while True:
            await websocket.ping()
            await asyncio.sleep(10)

    async def close_all(self, clients):
        asyncio.gather(*[client.close() for client in clients], return_exceptions=True)  # expect: WSH201

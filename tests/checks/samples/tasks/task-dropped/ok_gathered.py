# Fine: what is gathered is awaited, kept, given back, or consists of tasks that are kept.
import asyncio


class Relay:
    def __init__(self, store):
        self._store = store
        self._both = None
        self._tasks = set()

    async def handle(self, websocket):
        await asyncio.gather(self._pump(websocket), self._beat(websocket))

    async def start(self, websocket):
        self._both = asyncio.gather(self._pump(websocket), self._beat(websocket))

    def both(self, websocket):
        return asyncio.gather(self._pump(websocket), self._beat(websocket))

    async def limited(self, websocket):
        await asyncio.wait_for(asyncio.gather(self._pump(websocket), self._beat(websocket)), 60)

    async def close(self):
        if self._both is not None:
            self._both.cancel()
        for task in self._tasks:
            task.cancel()
        asyncio.gather(*self._tasks, return_exceptions=True)

    async def _pump(self, websocket):
        async for message in websocket:
            await self._store.put(message)

    async def _beat(self, websocket):
        while True:
            await websocket.ping()
            await asyncio.sleep(10)

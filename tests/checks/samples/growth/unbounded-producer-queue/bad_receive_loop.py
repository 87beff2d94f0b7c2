# Leaks: the peer decides how fast messages come, `_work` how fast they go.
import asyncio


class Importer:
    def __init__(self):
        self._inbox = asyncio.Queue()  # expect: WSH305 medium

    async def serve(self, websocket):
        async for message in websocket:
            await self._inbox.put(message)

    async def work(self):
        while True:
            await self.store(await self._inbox.get())

    async def store(self, message):
        await asyncio.sleep(0.1)

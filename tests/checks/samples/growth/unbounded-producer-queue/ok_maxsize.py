# Fine: the receive loop waits when the queue is full, so the peer is slowed down.
import asyncio


class Importer:
    def __init__(self, limit=100):
        self._inbox = asyncio.Queue(limit)
        self._urgent = asyncio.Queue(maxsize=10)

    async def serve(self, websocket):
        async for message in websocket:
            await self._inbox.put(message)
            await self._urgent.put(message)

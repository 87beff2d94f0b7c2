# Only the loop that receives calls the method, once for each message.
import redis.asyncio as redis


class Session:
    def __init__(self, websocket):
        self._websocket = websocket

    async def run(self):
        while True:
            await self._count(await self._websocket.recv())

    async def _count(self, message):
        store = redis.Redis(host="cache")  # expect: WSH405
        await store.incr(message)

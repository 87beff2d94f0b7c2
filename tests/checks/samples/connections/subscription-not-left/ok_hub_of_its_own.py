# The hub is the object's own, or of this call alone, and goes with it.
import asyncio


class Hub:
    def __init__(self):
        self._queues = []

    def subscribe(self):
        queue = asyncio.Queue(100)
        self._queues.append(queue)
        return queue

    def unsubscribe(self, queue):
        self._queues.remove(queue)


class Ticker:
    def __init__(self, socket):
        self._socket = socket
        self._hub = Hub()
        self._messages = self._hub.subscribe()

    async def step(self):
        await self._socket.send(await self._messages.get())

    async def close(self):
        await self._socket.close()


async def measure(socket):
    hub = Hub()
    messages = hub.subscribe()
    await socket.send(await messages.get())

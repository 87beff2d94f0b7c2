# The hub puts each message into every queue that it has given out; nobody gives these back.
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

    def publish(self, message):
        for queue in self._queues:
            queue.put_nowait(message)


HUB = Hub()


class Ticker:
    def __init__(self, socket):
        self._socket = socket
        self._messages = HUB.subscribe()  # expect: WSH407

    async def step(self):
        await self._socket.send(await self._messages.get())

    async def close(self):
        await self._socket.close()


async def show(socket):
    messages = HUB.subscribe()  # expect: WSH407 medium
    while True:
        await socket.send(await messages.get())

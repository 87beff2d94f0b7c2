# Every way out gives the queue back: a `finally`, the teardown, or somebody who is given the queue.
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
        self._messages = HUB.subscribe()

    async def step(self):
        await self._socket.send(await self._messages.get())

    async def close(self):
        HUB.unsubscribe(self._messages)
        await self._socket.close()


async def show(socket):
    messages = HUB.subscribe()
    try:
        while True:
            await socket.send(await messages.get())
    finally:
        HUB.unsubscribe(messages)


async def lend(socket, show_all):
    messages = HUB.subscribe()
    await show_all(socket, messages)


def fresh():
    return HUB.subscribe()

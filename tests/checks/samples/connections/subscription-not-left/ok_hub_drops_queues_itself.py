# Publishing takes out the queues that nobody empties any more.
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
        for queue in list(self._queues):
            if queue.full():
                self._queues.remove(queue)
            else:
                queue.put_nowait(message)


HUB = Hub()


async def show(socket):
    messages = HUB.subscribe()
    while True:
        await socket.send(await messages.get())

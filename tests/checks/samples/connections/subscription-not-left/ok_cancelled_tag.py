# The queue is told the consumer tag again.
from aio_pika.abc import AbstractQueue


class Relay:
    def __init__(self, queue: AbstractQueue, websocket):
        self._queue = queue
        self._websocket = websocket

    async def open(self):
        self._tag = await self._queue.consume(self._forward)

    async def _forward(self, message):
        await self._websocket.send(message.body)

    async def close(self):
        await self._queue.cancel(self._tag)
        await self._websocket.close()

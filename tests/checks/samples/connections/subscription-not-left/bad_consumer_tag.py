# The queue goes on delivering to a relay that has closed its socket.
from aio_pika.abc import AbstractQueue


class Relay:
    def __init__(self, queue: AbstractQueue, websocket):
        self._queue = queue
        self._websocket = websocket

    async def open(self):
        self._tag = await self._queue.consume(self._forward)  # expect: WSH407

    async def _forward(self, message):
        await self._websocket.send(message.body)

    async def close(self):
        await self._websocket.close()

# The queue has no limit of its own, but is fed only while it is short.
import asyncio


class Reader:
    def __init__(self, socket, limit: int = 100) -> None:
        self._socket = socket
        self._queue = asyncio.Queue()
        self._limit = limit

    async def read(self) -> None:
        while True:
            message = await self._socket.recv()
            if self._queue.qsize() < self._limit:
                await self._queue.put(message)

    async def next(self):
        return await self._queue.get()

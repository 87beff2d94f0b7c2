# Fine: nobody waits here; whoever is given the coroutine does, and can set a limit.
import asyncio


class Writer:
    def __init__(self, owner):
        self._owner = owner
        self._queue = asyncio.Queue(maxsize=100)

    def write(self, data):
        self._queue.put_nowait(data)

    async def take(self):
        return await self._queue.get()

    def close(self):
        self._owner.add_cleanup(self._queue.join())

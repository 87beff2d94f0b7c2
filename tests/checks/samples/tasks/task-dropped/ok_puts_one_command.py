# Fine: the task is done as soon as it runs, because the queue has no bound.
import asyncio


class Commands:
    def __init__(self, loop):
        self._loop = loop
        self._queue = asyncio.Queue()
        self._open = 0

    def send(self, command):
        async def put():
            await self._queue.put(command)
            self._open -= 1

        self._open += 1
        asyncio.run_coroutine_threadsafe(put(), self._loop)  # expect: WSH201 info

    def shutdown(self):
        self._loop.stop()

# Fine: the method that makes the task returns it, and what stores it cancels it.
import asyncio


class Radar:
    def __init__(self, socket):
        self._socket = socket
        self._sweep = None

    def open(self):
        self._sweep = self._start()

    def _start(self):
        return asyncio.create_task(self._turn(5))

    async def _turn(self, pause):
        while True:
            await asyncio.sleep(pause)
            print("sweep")

    async def close(self):
        self._sweep.cancel()
        await self._socket.close()

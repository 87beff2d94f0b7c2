# The method that makes the task returns it, and whoever stores it never ends it.
import asyncio


class Radar:
    def __init__(self, socket):
        self._socket = socket
        self._sweep = None

    def open(self):
        self._sweep = self._start()  # expect: WSH202

    def _start(self):
        return asyncio.create_task(self._turn(5))

    async def _turn(self, pause):
        while True:
            await asyncio.sleep(pause)
            print("sweep")

    async def close(self):
        await self._socket.close()

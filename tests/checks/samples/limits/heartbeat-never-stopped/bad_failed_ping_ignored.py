# The ping of a closed connection fails, the error is ignored, and the loop goes on: one for each connection.
import asyncio


class Session:
    def __init__(self, socket):
        self._socket = socket

    async def open(self):
        self._beating = asyncio.create_task(self._beat())  # expect: WSH501

    async def close(self):
        await self._socket.close()

    async def _beat(self):
        while True:
            await asyncio.sleep(20)
            try:
                await self._socket.ping()
            except Exception:
                print("no answer")

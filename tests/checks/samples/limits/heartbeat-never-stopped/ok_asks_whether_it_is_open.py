# Fine: the loop asks a flag that teardown clears.
import asyncio


class Session:
    def __init__(self, socket):
        self._socket = socket
        self._open = True

    async def start(self):
        self._beating = asyncio.create_task(self._beat())

    async def close(self):
        self._open = False

    async def _beat(self):
        while self._open:
            await asyncio.sleep(20)
            try:
                await self._socket.ping()
            except Exception:
                print("no answer")

# Fine: teardown cancels the heartbeat.
import asyncio


class Session:
    def __init__(self, socket):
        self._socket = socket

    async def open(self):
        self._beating = asyncio.create_task(self._beat())

    async def close(self):
        self._beating.cancel()
        await self._socket.close()

    async def _beat(self):
        while True:
            await asyncio.sleep(20)
            try:
                await self._socket.ping()
            except Exception:
                print("no answer")

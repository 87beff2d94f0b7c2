# Fine: the one loop connects anew when sending fails, and is not started again while it runs; only its end is missing.
import asyncio


class Sender:
    def __init__(self, dial):
        self._dial = dial
        self._websocket = None
        self._task = None
        self._queue = asyncio.Queue(maxsize=100)

    async def connect(self):
        self._websocket = await self._dial()
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._send_all())  # expect: WSH202 medium

    async def _send_all(self):
        while True:
            message = await self._queue.get()
            try:
                await self._websocket.send(message)
            except Exception:
                await self.connect()
            await asyncio.sleep(0.1)

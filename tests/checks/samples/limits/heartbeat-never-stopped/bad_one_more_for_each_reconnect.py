# Leaks: the loop connects anew when sending fails, and each time that starts one more of it.
import asyncio

import websockets


class Sender:
    def __init__(self, url):
        self._url = url
        self._websocket = None
        self._queue = asyncio.Queue(maxsize=100)

    async def connect(self):
        self._websocket = await websockets.connect(self._url)
        self._task = asyncio.create_task(self._send_all())  # expect: WSH501

    async def _send_all(self):
        while True:
            message = await self._queue.get()
            try:
                await self._websocket.send(message)
            except Exception:
                await self._websocket.close()
                await self.connect()
            await asyncio.sleep(0.1)

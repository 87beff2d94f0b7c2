# Whatever a message does wrong ends the round with the connection open, and the next round opens another one.
import asyncio
import json

import websockets


class Listener:
    def __init__(self, url, answer):
        self._url = url
        self._answer = answer
        self._running = True

    async def run(self):
        while self._running:
            self._connection = await websockets.connect(self._url)  # expect: WSH406
            try:
                async for text in self._connection:
                    await self._answer(json.loads(text))
            except Exception:
                await asyncio.sleep(5)

    async def stop(self):
        self._running = False
        await self._connection.close()

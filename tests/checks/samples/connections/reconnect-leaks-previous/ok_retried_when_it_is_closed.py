# A round ends only where the connection is closed already: everything else ends the loop.
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
            self._connection = await websockets.connect(self._url)
            try:
                while True:
                    await self._answer(json.loads(await self._connection.recv()))
            except websockets.ConnectionClosed:
                await asyncio.sleep(5)

    async def stop(self):
        self._running = False
        await self._connection.close()

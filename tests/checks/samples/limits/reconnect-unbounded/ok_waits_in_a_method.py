# Fine: the handler calls a method that waits.
import asyncio

import websockets


class Feed:
    def __init__(self, url):
        self._url = url
        self._delay = 1.0

    async def _lost(self):
        self._delay = min(self._delay * 2, 60)
        await asyncio.sleep(self._delay)

    async def run(self):
        while True:
            try:
                async with websockets.connect(self._url) as websocket:
                    async for message in websocket:
                        print(message)
            except OSError:
                await self._lost()

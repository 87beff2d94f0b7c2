# `async with` ends each connection before the next begins.
import asyncio

import websockets


class Feed:
    async def run(self, url, handle):
        while True:
            try:
                async with websockets.connect(url) as self._socket:
                    async for message in self._socket:
                        await handle(message)
            except OSError:
                await asyncio.sleep(1)

# Each round of the loop closes its own connection.
import asyncio

import websockets


class Feed:
    async def run(self, url, handle):
        while True:
            self._socket = await websockets.connect(url)
            try:
                async for message in self._socket:
                    await handle(message)
            except OSError:
                await asyncio.sleep(1)
            finally:
                await self._socket.close()

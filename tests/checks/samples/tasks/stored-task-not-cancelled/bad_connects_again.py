# Leaks: closing the connection only ends the round of a loop that opens the next one.
import asyncio
from contextlib import suppress

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed


class Tracker:
    def __init__(self, uri):
        self.uri = uri

    async def open(self):
        self.keeper = asyncio.create_task(self.keep_up())  # expect: WSH202

    async def keep_up(self):
        while True:
            with suppress(ConnectionClosed, OSError):
                self.ws = await connect(self.uri)
                async for text in self.ws:
                    print(text)
            await asyncio.sleep(1)

    async def close(self):
        await self.ws.close()

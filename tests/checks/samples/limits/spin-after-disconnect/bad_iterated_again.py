# Once it is closed, each new loop over the connection ends as the one before.
import contextlib

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed


class Reader:
    def __init__(self, upstream: ClientConnection):
        self._upstream = upstream
        self._running = True

    async def run(self):
        while self._running:
            with contextlib.suppress(ConnectionClosed):
                async for message in self._upstream:  # expect: WSH505 medium
                    print(message)

    async def stop(self):
        self._running = False

# asyncio makes a protocol for each connection and calls `connection_made` once, also that of a stream.
import asyncio


class Meter(asyncio.StreamReaderProtocol):
    def __init__(self):
        super().__init__(asyncio.StreamReader())
        self._polling = None

    def connection_made(self, transport):
        super().connection_made(transport)
        self._polling = asyncio.ensure_future(self._poll(transport))

    def connection_lost(self, exc):
        super().connection_lost(exc)
        if self._polling is not None:
            self._polling.cancel()
            self._polling = None

    async def _poll(self, transport):
        while True:
            transport.write(b"?")
            await asyncio.sleep(5)

# That the transport forgets the sender ends no loop that sends over it.
import asyncio


class Sender:
    def __init__(self, transport):
        self.transport = transport
        self._media = None
        self._reports = None

    async def start(self):
        self.transport.register(self)
        self._media = asyncio.create_task(self._send_media())
        self._reports = asyncio.create_task(self._send_reports())  # expect: WSH202

    async def stop(self):
        self.transport.unregister(self)
        self._media.cancel()
        await asyncio.wait([self._media])

    async def _send_media(self):
        while True:
            await self.transport.send(b"m")
            await asyncio.sleep(0.02)

    async def _send_reports(self):
        while True:
            await self.transport.send(b"r")
            await asyncio.sleep(5)

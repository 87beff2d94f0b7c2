# What the object has opened came with something else, and was named before it was kept: it is its own all the same.
import asyncio


class Link:
    def __init__(self, address):
        self._address = address
        self._transport = None

    async def connect(self):
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(asyncio.DatagramProtocol, remote_addr=self._address)
        self._transport = transport

    async def stop(self):
        self._transport.close()


class Tunnel:
    def __init__(self, address):
        self._address = address
        self._link = None

    async def start(self):
        self._make_link()
        await self._link.connect()

    def _make_link(self):
        self._link = Link(self._address)  # expect: WSH406 medium

    async def reconnect(self):
        self._make_link()
        await self._link.connect()

    async def stop(self):
        await self._link.stop()

# The poller loops until its flag is cleared; the end of the service closes the socket and leaves it looping.
import asyncio
import socket


class Poller:
    def __init__(self, source):
        self._source = source
        self._running = False

    def start(self):
        self._running = True
        self._task = asyncio.create_task(self._poll())

    async def async_stop(self):
        self._halt()

    def _halt(self):
        self._running = False

    async def _poll(self):
        while self._running:
            print(await self._source.read())


class Service:
    def __init__(self, address, source):
        self._sock = socket.create_connection(address)
        self._poller = Poller(source)  # expect: WSH403

    def start(self):
        self._poller.start()

    async def close(self):
        self._sock.close()

# Fine: the subclass opens something else than its base, and closes that.
import asyncio
import socket


class Link:
    def __init__(self, host):
        self._host = host

    async def open(self):
        self._reader, self._writer = await asyncio.open_connection(self._host, 80)

    async def close(self):
        self._writer.close()


class RawLink(Link):
    async def open(self):
        self._socket = socket.create_connection((self._host, 80))

    async def close(self):
        self._socket.close()

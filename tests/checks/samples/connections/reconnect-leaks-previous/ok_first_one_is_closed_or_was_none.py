# The first connection is closed before the second is opened, was set aside, or only one of the two is ever opened.
import asyncio
import socket


class Link:
    def __init__(self, host, port):
        self._host = host
        self._port = port
        self._reader = None
        self._writer = None
        self.takes_writes = False

    async def connect(self):
        self._reader, self._writer = await asyncio.open_connection(self._host, self._port)
        self._writer.write(b"status")
        answer = await self._reader.read()
        self.takes_writes = b"read-only" not in answer
        self._writer.close()
        self._reader, self._writer = await asyncio.open_connection(self._host, self._port)
        self._writer.write(b"hello")

    async def close(self):
        self._writer.close()


class Swap:
    def __init__(self, address):
        self._address = address
        self._socket = None

    def connect(self):
        self._socket = socket.create_connection(self._address)
        self._socket.sendall(b"hello")
        first = self._socket
        self._socket = socket.create_connection(self._address)
        first.close()

    def close(self):
        self._socket.close()


class Either:
    def __init__(self, address, fallback):
        self._address = address
        self._fallback = fallback
        self._socket = None

    def connect(self):
        try:
            self._socket = socket.create_connection(self._address)
        except OSError:
            self._socket = socket.create_connection(self._fallback)
        self._socket.sendall(b"hello")

    def listen(self, local):
        if local:
            self._socket = socket.create_server(("localhost", 0))
        else:
            self._socket = socket.create_server(self._address)

    def close(self):
        self._socket.close()

# The handler closes what it lets go of, by itself or by a method; or there is nothing open that it could let go of.
import socket

import websockets


class Listener:
    def __init__(self, port):
        self.port = port
        self.socket = None

    def listen(self):
        try:
            self.socket = socket.socket(socket.AF_INET6, socket.SOCK_STREAM)
            self.socket.bind(("", self.port))
        except OSError:
            self.socket.close()
            self.socket = None

    def listen_or_end(self):
        try:
            self.socket = socket.socket(socket.AF_INET6, socket.SOCK_STREAM)
            self.socket.bind(("", self.port))
        except OSError:
            self.close()
            self.socket = None

    def connect(self, host):
        try:
            self.socket = socket.create_connection((host, self.port))
        except OSError:
            self.socket = None

    def close(self):
        self.socket.close()


class Feed:
    def __init__(self, url):
        self._url = url
        self._socket = None

    async def first(self):
        try:
            self._socket = await websockets.connect(self._url)
            return await self._socket.recv()
        except websockets.ConnectionClosed:
            self._socket = None

    async def close(self):
        if self._socket is not None:
            await self._socket.close()

# The reader is removed, then the socket is closed.
import asyncio
import socket


class Listener:
    def __init__(self, loop: asyncio.AbstractEventLoop, sock: socket.socket) -> None:
        self._loop = loop
        self._sock = sock
        self._loop.add_reader(self._sock.fileno(), self._readable)

    def _readable(self) -> None:
        self._sock.recv(1024)

    def close(self) -> None:
        self._loop.remove_reader(self._sock.fileno())
        self._sock.close()

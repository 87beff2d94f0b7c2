# The socket is closed while its reader is still on the loop: the next socket may get the same number.
import asyncio
import socket


class Listener:
    def __init__(self, loop: asyncio.AbstractEventLoop, sock: socket.socket) -> None:
        self._loop = loop
        self._sock = sock
        self._loop.add_reader(self._sock.fileno(), self._readable)  # expect: WSH109

    def _readable(self) -> None:
        self._sock.recv(1024)

    def close(self) -> None:
        self._sock.close()

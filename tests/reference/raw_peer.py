"""A peer that speaks just enough of RFC 6455 to behave badly."""

from __future__ import annotations

import asyncio
import os
import socket
import struct
from types import TracebackType
from typing import Self

HANDSHAKE = (
    "GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
TEXT, BINARY, CONTINUATION, CLOSE, PING, PONG = 1, 2, 0, 8, 9, 10


def frame(opcode: int, payload: bytes, *, fin: bool = True, mask: bytes | None = None) -> bytes:
    """One masked frame."""
    key = os.urandom(4) if mask is None else mask
    size = len(payload)
    head = bytes([opcode | (0x80 if fin else 0)])
    if size < 126:
        head += bytes([0x80 | size])
    elif size < 65536:
        head += bytes([0x80 | 126]) + struct.pack("!H", size)
    else:
        head += bytes([0x80 | 127]) + struct.pack("!Q", size)
    return head + key + bytes(byte ^ key[index % 4] for index, byte in enumerate(payload))


class RawPeer:
    """A TCP connection to a server. Nothing is read, answered or closed unless a test says so."""

    def __init__(self, port: int, receive_buffer: int | None = None) -> None:
        self.port = port
        self.socket = socket.socket()
        self.socket.setblocking(False)
        if receive_buffer is not None:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self._loop = asyncio.get_running_loop()

    async def __aenter__(self) -> Self:
        await self._loop.sock_connect(self.socket, ("127.0.0.1", self.port))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.socket.close()

    async def shake_hands(self) -> bytes:
        """Ask for a WebSocket, and read the answer up to its end."""
        await self.send(HANDSHAKE.format(port=self.port).encode())
        answer = b""
        while b"\r\n\r\n" not in answer:
            more = await self.read()
            if not more:
                break
            answer += more
        return answer

    async def send(self, data: bytes) -> None:
        """Send bytes as they are."""
        await self._loop.sock_sendall(self.socket, data)

    async def read(self, size: int = 65536) -> bytes:
        """Read what is there; nothing at the end."""
        return await self._loop.sock_recv(self.socket, size)

    async def read_to_the_end(self) -> bytes:
        """Read until the server closes."""
        data = b""
        try:
            while more := await self.read():
                data += more
        except ConnectionError:
            pass
        return data

    def reset(self) -> None:
        """Cut the connection so that the server gets a reset."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

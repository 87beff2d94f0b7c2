"""A WebSocket client that costs next to nothing, so that what is measured is the server."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

HOST = "127.0.0.1"
KEY = "MDEyMzQ1Njc4OWFiY2RlZg=="
NO_MASK = b"\x00\x00\x00\x00"  # a mask of zeros is legal, and saves masking
CLOSE = b"\x88\x82" + NO_MASK + b"\x03\xe8"
#: Peers that connect, or close, at the same time.
AT_ONCE = 100


class Received:
    """How many text messages all peers together got, and a future for a number of them."""

    def __init__(self) -> None:
        self.count = 0
        self._wanted = 0
        self._reached: asyncio.Future[None] | None = None

    def expect(self, number: int) -> asyncio.Future[None]:
        """A future that is done when there have been ``number`` from now on."""
        self.count, self._wanted = 0, number
        self._reached = asyncio.get_running_loop().create_future()
        return self._reached

    def add(self, number: int) -> None:
        """Count messages."""
        self.count += number
        if self._reached is not None and self.count >= self._wanted and not self._reached.done():
            self._reached.set_result(None)


class Peer(asyncio.Protocol):
    """One connection. ``ready`` is done after the handshake, ``gone`` at the end."""

    def __init__(self, port: int, path: str, received: Received) -> None:
        loop = asyncio.get_running_loop()
        self._request = (
            f"GET {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {KEY}\r\nSec-WebSocket-Version: 13\r\n\r\n"
        ).encode()
        self._is_socketio = path.startswith("/socket.io")
        self._received = received
        self._buffer = b""
        self._open = False
        self._closing = False
        self.ready: asyncio.Future[None] = loop.create_future()
        self.gone: asyncio.Future[None] = loop.create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._open:
            head, found, rest = self._buffer.partition(b"\r\n\r\n")
            if not found:
                return
            if b" 101 " not in head.partition(b"\r\n")[0]:
                self._transport.abort()
                return
            self._open, self._buffer = True, rest
            if not self._is_socketio:
                self.ready.set_result(None)
        self._read_frames()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.ready.done():
            self.ready.set_exception(ConnectionError("refused"))
        self.gone.set_result(None)

    def close(self) -> None:
        """Begin the closing handshake."""
        self._closing = True
        self._transport.write(CLOSE)

    def _read_frames(self) -> None:
        data, at, texts = self._buffer, 0, 0
        while len(data) - at >= 2:
            opcode, size, head = data[at] & 15, data[at + 1] & 127, 2
            if size == 126:
                size, head = int.from_bytes(data[at + 2 : at + 4], "big"), 4
            if len(data) - at < head + size:
                break
            texts += self._frame(opcode, data[at + head : at + head + size])
            at += head + size
        self._buffer = data[at:]
        if texts:
            self._received.add(texts)

    def _frame(self, opcode: int, payload: bytes) -> int:
        """Answer what must be answered; 1 for a message that counts."""
        if opcode == 8:
            if not self._closing:
                self._transport.write(CLOSE)
            self._transport.close()
        elif opcode == 9:
            self._transport.write(bytes([0x8A, 0x80 | len(payload)]) + NO_MASK + payload)
        elif opcode <= 2:
            return self._message(payload)
        return 0

    def _message(self, payload: bytes) -> int:
        if not self._is_socketio:
            return 1
        if payload[:1] == b"0":  # engine.io is open: join the default namespace
            self._transport.write(b"\x81\x82" + NO_MASK + b"40")
        elif payload[:1] == b"2":  # its ping
            self._transport.write(b"\x81\x81" + NO_MASK + b"3")
        elif payload[:2] == b"40":
            self.ready.set_result(None)
        return payload[:2] == b"42"


async def connect(port: int, path: str, received: Received) -> Peer:
    """One peer, after its handshake."""
    _, peer = await asyncio.get_running_loop().create_connection(lambda: Peer(port, path, received), HOST, port)
    await peer.ready
    return peer


async def connect_many(number: int, port: int, path: str, received: Received) -> list[Peer]:
    """Many peers, a hundred at a time."""
    peers: list[Peer] = []
    numbers = iter(range(number))

    async def some() -> None:
        peers.extend([await connect(port, path, received) for _ in numbers])

    await asyncio.gather(*(some() for _ in range(min(AT_ONCE, number))))
    return peers


async def close_many(peers: Sequence[Peer]) -> None:
    """Close all of them, a hundred at a time."""
    for start in range(0, len(peers), AT_ONCE):
        for peer in peers[start : start + AT_ONCE]:
            peer.close()
        await asyncio.gather(*(peer.gone for peer in peers[start : start + AT_ONCE]))


async def come_and_go(number: int, port: int, path: str, received: Received) -> None:
    """Connect and close so many times, fifty at a time."""
    numbers = iter(range(number))

    async def some() -> None:
        for _ in numbers:
            peer = await connect(port, path, received)
            peer.close()
            await peer.gone

    await asyncio.gather(*(some() for _ in range(50)))

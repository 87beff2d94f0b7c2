"""One connection: the WebSocket with its lease and outbox, and the record of who is at the other end.

``ManagedServerConnection`` is what the library makes for each TCP connection, before anything is known of the peer. It
takes the lease when a peer arrives, and gives it back in ``connection_lost``, which asyncio calls once for every
connection however it ends; with TLS a door before it tells of both until the peer has come through.
``Connection`` is the record that exists from the moment the peer has shaken hands until it has gone.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any
from weakref import ReferenceType, ref

from websockets.asyncio.server import Server, ServerConnection
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.server import ServerProtocol

from wshygiene_reference.admission import Lease, LimitExceeded
from wshygiene_reference.close_codes import CloseCode
from wshygiene_reference.config import ManagerConfig
from wshygiene_reference.identity import Identity
from wshygiene_reference.outbox import Outbox, OutboxCounts
from wshygiene_reference.rates import Bucket, TokenBucket
from wshygiene_reference.tcp import Arrival, TcpPeers


def encode(message: str) -> bytes:
    """A text message as the bytes of one frame. A server does not mask, so all peers get the same bytes."""
    return Frame(Opcode.TEXT, message.encode()).serialize(mask=False)


def payload(frame: bytes) -> bytes:
    """The message in the bytes that ``encode`` made."""
    size = frame[1]
    return frame[2 if size < 126 else 4 if size == 126 else 10 :]


class ManagedServerConnection(ServerConnection):
    """A TCP connection from its first moment to its last; it holds the lease, and knows when the peer last spoke."""

    def __init__(
        self,
        protocol: ServerProtocol,
        server: Server,
        *,
        config: ManagerConfig,
        counts: OutboxCounts,
        peers: TcpPeers,
        arrival: Arrival | None = None,
        **options: Any,
    ) -> None:
        super().__init__(protocol, server, **options)
        self._peers = peers
        self._arrival = arrival
        self._config = config
        self._counts = counts
        self.lease: Lease | None = None
        self.refusal: LimitExceeded | None = None
        self.identity: Identity | None = None
        self.outbox: Outbox | None = None
        #: When the peer was last heard of, by any frame: seconds of the loop's clock.
        self.last_heard = self.loop.time()
        self.ping_sent: float | None = None
        #: Cuts off a peer that was sent a close frame and stays; there is one only then.
        self.farewell: asyncio.TimerHandle | None = None
        #: True when it was we who broke the connection off, without the peer's consent.
        self.was_cut_off = False

    @property
    def ip(self) -> str:
        """The address of the peer, without its port."""
        assert self._arrival is not None, "nobody has connected"
        return self._arrival.ip

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take a lease, or note why there is none, unless a door before us has: the handshake answers with that."""
        super().connection_made(transport)
        arrival = self._arrival = self._arrival or self._peers.arrive(self.transport)
        self.lease, self.refusal = arrival.lease, arrival.refusal

    def connection_lost(self, exc: Exception | None) -> None:
        """Give the lease back, and let go of what waits for the peer."""
        super().connection_lost(exc)
        if self.farewell is not None:
            self.farewell.cancel()
        if self._arrival is not None:
            self._peers.depart(self._arrival)
        if self.outbox is not None:
            self.outbox.close()
            self.outbox = None
        if self.protocol.parser_exc is not None:  # its traceback leads back here: with Python 3.12 that is a cycle
            self.protocol.parser_exc.__traceback__ = None

    def data_received(self, data: bytes) -> None:
        """Whatever comes in is a sign of life. A peer that has been told to go must do so in time.

        After a protocol error the library sends its close frame and waits without bound for the peer to close.
        """
        self.last_heard = self.loop.time()
        super().data_received(data)
        if self.farewell is None and self.protocol.state is not State.OPEN and self.protocol.close_expected():
            self.farewell = self.loop.call_later(self._config.close_timeout, self.cut_off)

    def process_event(self, event: Any) -> None:
        """Measure the latency when our ping is answered."""
        super().process_event(event)
        if self.ping_sent is not None and getattr(event, "opcode", None) is Opcode.PONG:
            self.latency = self.loop.time() - self.ping_sent
            self.ping_sent = None

    def pause_writing(self) -> None:
        """The write buffer is full."""
        super().pause_writing()
        if self.outbox is not None:
            self.outbox.pause()

    def resume_writing(self) -> None:
        """The write buffer has room again."""
        super().resume_writing()
        if self.outbox is not None:
            self.outbox.resume()

    def open_outbox(self, overflowed: Callable[[], None]) -> Outbox:
        """The outbox, from the end of the handshake on."""
        self.outbox = Outbox(self._config, self._counts, self._write_frame, self.loop.time, overflowed)
        if self.paused:
            self.outbox.pause()
        return self.outbox

    def send_ping(self) -> None:
        """Send a ping without waiting for anything; a full write buffer is looked after elsewhere."""
        if self.protocol.state is State.OPEN and not self.paused:
            self.ping_sent = self.loop.time()
            self.protocol.send_ping(b"")
            self.send_data()

    def cut_off(self) -> None:
        """Break the connection off now; what is still in the write buffer is lost. Of one that has gone nothing is."""
        self.was_cut_off |= self.state is not State.CLOSED
        self.transport.abort()

    def _write_frame(self, frame: bytes) -> None:
        if self.protocol.state is State.OPEN and not self.transport.is_closing():
            self.transport.write(frame)


class Connection:
    """A peer that has shaken hands. Indexes elsewhere hold its ``id``; the registry alone holds the record.

    Times are seconds of the loop's clock.
    """

    __slots__ = (
        "__weakref__",
        "_stack",
        "bucket",
        "close_code",
        "close_reason",
        "id",
        "identity",
        "last_message",
        "messages_received",
        "missed_pings",
        "opened_at",
        "outbox",
        "pinged_at",
        "task",
        "ws",
    )

    def __init__(self, ws: ManagedServerConnection, config: ManagerConfig) -> None:
        now = ws.loop.time()
        self.ws = ws
        self.id = str(ws.id)  # a str remembers its hash, which every index asks for; a UUID does not
        self.identity = ws.identity
        self.opened_at = now
        self.last_message = now
        self.pinged_at = now
        self.missed_pings = 0
        self.messages_received = 0
        self.bucket: Bucket = TokenBucket(config.message_rate, config.message_burst, now)
        self.outbox = ws.open_outbox(self._overflowed)
        self.task = asyncio.current_task()
        self.close_code: int | None = None
        self.close_reason = ""
        self._stack: AsyncExitStack | None = None

    def send(self, frame: bytes, key: str | None = None) -> bool:
        """Queue the bytes of a frame for the peer; False when they were dropped. Never waits."""
        self.last_message = self.ws.loop.time()
        return self.outbox.put(frame, key)

    def reference(self) -> ReferenceType[Connection]:
        """A weak reference, for finding out whether anything still holds the record."""
        return ref(self)

    def push_callback(self, callback: Callable[..., Awaitable[object] | object], *arguments: object) -> None:
        """Call ``callback`` when the peer has gone, last one first. A failing one does not keep the others from it."""
        if self._stack is None:
            self._stack = AsyncExitStack()
        if inspect.iscoroutinefunction(callback):
            self._stack.push_async_callback(callback, *arguments)
        else:
            self._stack.callback(callback, *arguments)

    @property
    def has_callbacks(self) -> bool:
        """True when something is to be called at the end."""
        return self._stack is not None

    async def run_callbacks(self) -> None:
        """Call what was pushed, once."""
        stack, self._stack = self._stack, None
        if stack is not None:
            await stack.aclose()

    @property
    def is_open(self) -> bool:
        """True while messages can be sent."""
        return self.ws.state is State.OPEN

    @property
    def is_active(self) -> bool:
        """True when the last ping was answered, or there is still time for it."""
        return self.missed_pings <= 1 or self.ws.last_heard >= self.pinged_at

    @property
    def is_settled(self) -> bool:
        """True when nothing works for this connection any more."""
        return self.task is None or self.task.done()

    async def close(self, code: int = CloseCode.NORMAL, reason: str = "", timeout: float = 5.0) -> bool:
        """Close with a handshake of at most ``timeout`` seconds, then abort; True when the peer took part.

        The library's own deadline starts only after its write buffer is empty, which a peer that does not read never
        lets happen.
        """
        self.note_close(code, reason)
        try:
            async with asyncio.timeout(timeout):
                await self.ws.close(code, reason)
                return True
        except TimeoutError:
            self.abort(code, reason)
            return False

    def abort(self, code: int = CloseCode.ABNORMAL, reason: str = "") -> None:
        """Cut the connection now; what is still in the write buffer is lost."""
        self.note_close(code, reason)
        self.ws.cut_off()

    def note_close(self, code: int, reason: str) -> None:
        """Remember why we end the connection; the first reason counts."""
        if self.close_code is None:
            self.close_code = code
            self.close_reason = reason

    @property
    def ending(self) -> tuple[int, str]:
        """Why the connection ended: what we said first, else what the peer did, else what the library answered to it.

        The last is how a message that is none ends a connection, whose peer need not stay to confirm it.
        """
        if self.close_code is not None:
            return self.close_code, self.close_reason
        said = self.ws.protocol.close_rcvd or self.ws.protocol.close_sent
        if said is not None:
            return said.code, said.reason
        return (CloseCode.NORMAL if self.is_open else CloseCode.ABNORMAL), ""

    def _overflowed(self) -> None:
        self.abort(CloseCode.TOO_SLOW, "outbox full")

"""HTTP on the admin port, with a deadline for everything that a peer can be slow at.

uvicorn has one for idle connections alone: a request that comes byte by byte, and an answer that nobody reads, would be
waited for without bound.
"""

from __future__ import annotations

import asyncio
import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from wshygiene_reference.admin.problems import PROBLEM, problem

if TYPE_CHECKING:
    from wshygiene_reference.admin.audit import AuditLog

#: Refusals are counted and told once by the audit log; what uvicorn would say of each is not logged.
_silent = logging.getLogger("wshygiene_reference.admin.http")
_silent.propagate = False
_silent.addHandler(logging.NullHandler())
_silent.setLevel(logging.CRITICAL)


class GuardedProtocol(H11Protocol):
    """One TCP connection to the admin port. ``timeout`` is seconds for a request to arrive, and for bytes to leave."""

    def __init__(self, *arguments: Any, audit: AuditLog, timeout: float, most: int, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.logger = _silent
        self.access_log = False
        self._audit = audit
        self._timeout = timeout
        self._most = most
        self._arriving: asyncio.TimerHandle | None = None
        self._leaving: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the deadline of the first request. Beyond the limit of connections there is none."""
        super().connection_made(transport)
        if len(self.connections) > self._most:
            self._audit.refuse("too many connections", self._peer)
            transport.abort()
        else:
            self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Cancel all deadlines."""
        super().connection_lost(exc)
        self._unset_keepalive_if_required()  # which uvicorn does only for connections that end well
        self._stop_arriving()
        self._stop_leaving()

    def data_received(self, data: bytes) -> None:
        """See whether that was the rest of a request."""
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        """See whether there is a part of the next request already."""
        super().on_response_complete()
        self._watch()
        self._see_off()

    def pause_writing(self) -> None:
        """The peer does not read as fast as we write: it gets a while for that."""
        super().pause_writing()
        self._leaving = self._leaving or self.loop.call_later(self._timeout, self._give_up, "reads too slowly")

    def resume_writing(self) -> None:
        """The peer has read."""
        super().resume_writing()
        self._stop_leaving()
        self._see_off()

    def timeout_keep_alive_handler(self) -> None:
        """Nothing came for a while."""
        super().timeout_keep_alive_handler()
        self._see_off()

    def shutdown(self) -> None:
        """Let the peer have what it is being answered; a stream, which would never end, ends here."""
        super().shutdown()
        if self.is_streaming:
            self.transport.close()
        self._see_off()

    @property
    def is_streaming(self) -> bool:
        """True while an answer has begun and not ended: all but streams are written at once."""
        cycle = self.cycle
        return cycle is not None and cycle.response_started and not cycle.response_complete

    def send_400_response(self, msg: str) -> None:
        """Tell that this was no HTTP, as all errors are told. What had been answered already stays."""
        self._audit.refuse("not HTTP", self._peer)
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE) and not self.is_streaming:
            text = bytes(problem(HTTPStatus.BAD_REQUEST, "this is no HTTP/1.1 request").body)
            size = str(len(text)).encode()
            headers = [(b"content-type", PROBLEM.encode()), (b"content-length", size), (b"connection", b"close")]
            events = (
                h11.Response(status_code=400, headers=headers, reason=b"Bad Request"),
                h11.Data(data=text),
                h11.EndOfMessage(),
            )
            for event in events:
                self.transport.write(self.conn.send(event) or b"")
        self.transport.close()
        self._see_off()

    @property
    def _peer(self) -> str:
        return self.client[0] if self.client else "local"

    def _watch(self) -> None:
        """Have a deadline while a request is arriving, and none while it is answered or nothing is there of the next.

        It counts from the first byte: a byte now and then does not put it off.
        """
        arriving = self.conn.their_state in (h11.IDLE, h11.SEND_BODY)
        resting = self.conn.their_state is h11.IDLE and self.timeout_keep_alive_task is not None
        if not arriving or resting:
            self._stop_arriving()
        elif self._arriving is None:
            self._arriving = self.loop.call_later(self._timeout, self._end_arriving)

    def _see_off(self) -> None:
        """Cut off a peer that is to go and does not take what is still to be sent; closing alone waits for that."""
        if self.transport.is_closing() and self._leaving is None:
            self._leaving = self.loop.call_later(self._timeout, self.transport.abort)

    def _end_arriving(self) -> None:
        """Cut off a request that has not come. Browsers keep connections ready that they then need not: no refusal."""
        if self.conn.their_state is h11.IDLE and not self.conn.trailing_data[0]:
            self.transport.abort()
        else:
            self._give_up("sends too slowly")

    def _give_up(self, reason: str) -> None:
        self._audit.refuse(reason, self._peer)
        self.transport.abort()

    def _stop_arriving(self) -> None:
        if self._arriving is not None:
            self._arriving.cancel()
            self._arriving = None

    def _stop_leaving(self) -> None:
        if self._leaving is not None:
            self._leaving.cancel()
            self._leaving = None

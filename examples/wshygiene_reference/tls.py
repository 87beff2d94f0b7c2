"""TLS for a server that counts its peers from their first packet on.

asyncio tells a protocol of a connection only when its TLS handshake is over: until then a peer would be counted by
nobody, and thousands who begin one and go no further would be let in past every limit.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from ssl import SSLContext
from typing import Any, cast

from wshygiene_reference.tcp import Arrival, TcpPeers

log = logging.getLogger("wshygiene_reference")


@dataclass(frozen=True, slots=True)
class TlsSettings:
    """How TLS is spoken. Times are seconds; ``start`` runs a handshake, and ends it with the server."""

    context: SSLContext
    open_timeout: float
    close_timeout: float
    start: Callable[[Coroutine[Any, Any, None]], None]


class TlsDoor(asyncio.Protocol):
    """One TCP connection until its TLS handshake is over; then the protocol that ``admit`` makes takes its place."""

    def __init__(self, settings: TlsSettings, peers: TcpPeers, admit: Callable[[Arrival], asyncio.Protocol]) -> None:
        self._settings = settings
        self._peers = peers
        self._admit = admit
        self._early: list[bytes] = []
        self._is_ended = self._is_lost = False
        self._inside: asyncio.Protocol | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin the handshake, unless there is no room for anybody."""
        plain = cast("asyncio.Transport", transport)
        plain.pause_reading()  # or what comes before the handshake has begun would be taken for plain text
        self._arrival = self._peers.arrive(plain)
        if not plain.is_closing():
            self._settings.start(self._shake_hands(plain))

    def data_received(self, data: bytes) -> None:
        """Keep what came together with the last part of the handshake."""
        self._early.append(data)

    def eof_received(self) -> None:
        """Remember that there will be no more."""
        self._is_ended = True

    def connection_lost(self, exc: Exception | None) -> None:
        """Pass it on to whoever is inside."""
        self._is_lost = True
        self._peers.depart(self._arrival)
        inside, self._inside = self._inside, None
        if inside is not None:
            inside.connection_lost(exc)

    async def _shake_hands(self, transport: asyncio.Transport) -> None:
        secured = None
        try:
            secured = await self._secured(transport)
        except OSError as error:  # those of TLS are, and so is running out of time
            log.debug("a TLS handshake failed: %s", error)
        finally:  # a server that ends cancels it
            if secured is None or self._is_lost:
                transport.abort()
                self._peers.depart(self._arrival)
            else:
                self._let_in(secured)

    async def _secured(self, transport: asyncio.Transport) -> asyncio.Transport | None:
        settings = self._settings
        return await asyncio.get_running_loop().start_tls(
            transport,
            self,
            settings.context,
            server_side=True,
            ssl_handshake_timeout=settings.open_timeout,
            ssl_shutdown_timeout=settings.close_timeout,
        )

    def _let_in(self, secured: asyncio.Transport) -> None:
        """Put the other protocol in our place, and hand it what has come in the meantime."""
        inside = self._inside = self._admit(self._arrival)
        secured.set_protocol(inside)
        inside.connection_made(secured)
        for data in self._early:
            inside.data_received(data)
        self._early.clear()
        if self._is_ended:
            inside.eof_received()

"""Every TCP connection to a server, from its first moment to its last: each is counted, and none is overlooked."""

from __future__ import annotations

import asyncio

from wshygiene_reference.admission import AdmissionController, Lease, LimitExceeded


class Arrival:
    """A peer that has connected: it holds a lease, or is told why there is none."""

    __slots__ = ("lease", "refusal", "transport")

    def __init__(self, transport: asyncio.WriteTransport) -> None:
        self.transport = transport
        self.lease: Lease | None = None
        self.refusal: LimitExceeded | None = None

    @property
    def ip(self) -> str:
        """The address of the peer, without its port."""
        address = self.transport.get_extra_info("peername")
        return str(address[0]) if isinstance(address, tuple) else "local"


class TcpPeers:
    """Takes the leases of peers, and gives them back; at the end it cuts off everybody who is still there."""

    def __init__(self, admission: AdmissionController, most_refused: int) -> None:
        """``most_refused`` is how many without a lease may stay until they have been told why."""
        self._admission = admission
        self._most_refused = most_refused
        self._here: set[Arrival] = set()
        self._is_over = False

    def arrive(self, transport: asyncio.WriteTransport) -> Arrival:
        """Somebody has connected. Who finds no room even for being refused is cut off."""
        arrival = Arrival(transport)
        self._here.add(arrival)
        try:
            arrival.lease = self._admission.acquire(arrival.ip)
        except LimitExceeded as refusal:
            arrival.refusal = refusal
            self._admission.turning_away += 1
        if self._is_over or (self._admission.turning_away > self._most_refused and arrival.refusal is not None):
            transport.abort()
        return arrival

    def depart(self, arrival: Arrival) -> None:
        """A connection is lost, or came to nothing. Saying so again changes nothing."""
        if arrival not in self._here:
            return
        self._here.discard(arrival)
        if arrival.lease is not None:
            arrival.lease.release()
        if arrival.refusal is not None:
            self._admission.turning_away -= 1

    def cut_off(self) -> None:
        """End all connections now, and those that come later."""
        self._is_over = True
        for arrival in list(self._here):
            arrival.transport.abort()

    def __len__(self) -> int:
        return len(self._here)

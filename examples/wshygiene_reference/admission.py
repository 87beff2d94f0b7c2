"""Who may come in: counted slots, taken before anything is allocated and given back exactly once.

A slot is taken without an ``await`` in between ("check, then wait, then add" lets everybody in at once), in the object
that is told about the end of the TCP connection whatever happened before: a slot that a handler gives back is lost when
the handshake fails first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from wshygiene_reference.config import ManagerConfig
from wshygiene_reference.identity import Identity


@dataclass(eq=False)
class LimitExceeded(Exception):
    """A limit that one more connection would break: its name, and how many there are of how many."""

    limit: str
    used: int
    allowed: int

    #: Limits of a single client are its own fault (429), those of the server are not (503).
    OWN_FAULT: ClassVar[frozenset[str]] = frozenset({"session", "user", "ip"})

    def __str__(self) -> str:
        return f"limit of {self.allowed} connections reached ({self.limit}, {self.used} in use)"

    @property
    def status(self) -> int:
        """The HTTP status of the refusal, RFC 9110 section 15.6.4 and RFC 6585 section 4."""
        return 429 if self.limit in self.OWN_FAULT else 503


#: The limits at which connections are refused.
LIMITS = ("server", "handshakes", "ip", "session", "user")


class AdmissionController:
    """Counts who is in, by server, address, session and user, and how many are still shaking hands."""

    def __init__(self, config: ManagerConfig) -> None:
        self._config = config
        self.connections = 0
        self.handshakes = 0
        #: Peers that hold no lease and are being told so.
        self.turning_away = 0
        #: How many were not let in: by the limit that was reached, or by the handshake's reason.
        self.refused: Counter[str] = Counter()
        #: Asked about somebody who is within the limits here, where there are other nodes. Raises ``LimitExceeded``.
        self.gate: Callable[[str, Identity], Awaitable[None]] | None = None
        #: Told of each count that has changed: its kind (ip, session or user) and its key.
        self.changed: Callable[[str, str], None] | None = None
        self._by: dict[str, dict[str, int]] = {"ip": {}, "session": {}, "user": {}}
        self._allowed = {
            "ip": config.max_connections_per_ip,
            "session": config.max_connections_per_session,
            "user": config.max_connections_per_user,
        }

    def acquire(self, ip: str) -> Lease:
        """A lease for a peer that has connected and has not said who it is. Raises ``LimitExceeded``."""
        self._require("server", self.connections, self._config.max_connections)
        self._require("handshakes", self.handshakes, self._config.max_handshakes)
        self._require_one("ip", ip)
        self.connections += 1
        self.handshakes += 1
        self._count("ip", ip)
        return Lease(self, ip)

    def in_use(self, kind: str, key: str) -> int:
        """Connections that ``key`` has; ``kind`` is ip, session or user."""
        return self._by[kind].get(key, 0)

    def is_empty(self) -> bool:
        """True when nobody holds anything."""
        return not (self.connections or self.handshakes or self.turning_away or any(self._by.values()))

    def _require_one(self, kind: str, key: str) -> None:
        self._require(kind, self._by[kind].get(key, 0), self._allowed[kind])

    def _require(self, limit: str, used: int, allowed: int) -> None:
        if used >= allowed:
            self.refused[limit] += 1
            raise LimitExceeded(limit, used, allowed)

    def _take(self, identity: Identity) -> None:
        self._require_one("session", identity.session)
        self._require_one("user", identity.user)
        self._count("session", identity.session)
        self._count("user", identity.user)

    def _count(self, kind: str, key: str) -> None:
        taken = self._by[kind]
        taken[key] = taken.get(key, 0) + 1
        if self.changed is not None:
            self.changed(kind, key)

    def _give_back(self, kind: str, key: str) -> None:
        taken = self._by[kind]
        left = taken[key] - 1
        if left:
            taken[key] = left
        else:
            del taken[key]  # a zero would stay for ever: one entry for each client there ever was
        if self.changed is not None:
            self.changed(kind, key)

    def counted(self) -> Iterator[tuple[str, str]]:
        """Kind and key of every count that is not 0."""
        return ((kind, key) for kind, taken in self._by.items() for key in taken)


class Lease:
    """The slots of one connection. ``release()`` gives back all of them, once."""

    __slots__ = ("_admission", "_identity", "_ip", "_shaking_hands")

    def __init__(self, admission: AdmissionController, ip: str) -> None:
        self._admission: AdmissionController | None = admission
        self._ip = ip
        self._identity: Identity | None = None
        self._shaking_hands = True

    def identify(self, identity: Identity) -> None:
        """Take the slots of a session and a user as well. Raises ``LimitExceeded``, and then takes neither."""
        if self._admission is not None and self._identity is None:
            self._admission._take(identity)
            self._identity = identity

    @property
    def must_be_confirmed(self) -> bool:
        """True where others have to be asked as well."""
        return self._admission is not None and self._admission.gate is not None

    async def confirm(self) -> None:
        """Ask the other nodes about the session and the user. Raises ``LimitExceeded``, and gives their slots back."""
        admission, identity = self._admission, self._identity
        if admission is None or identity is None or admission.gate is None:
            return
        try:
            await admission.gate(self._ip, identity)
        except LimitExceeded as refusal:
            admission.refused[refusal.limit] += 1
            self._forget()
            raise

    def opened(self) -> None:
        """The handshake is over."""
        if self._shaking_hands and self._admission is not None:
            self._shaking_hands = False
            self._admission.handshakes -= 1

    def release(self) -> None:
        """Give everything back. Calling it again does nothing."""
        self.opened()
        self._forget()
        admission, self._admission = self._admission, None
        if admission is not None:
            admission.connections -= 1
            admission._give_back("ip", self._ip)

    def _forget(self) -> None:
        """Give back the slots of session and user."""
        identity, self._identity = self._identity, None
        if self._admission is not None and identity is not None:
            self._admission._give_back("session", identity.session)
            self._admission._give_back("user", identity.user)

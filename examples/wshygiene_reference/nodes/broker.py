"""What nodes share, and the interface of whatever shares it: messages, and who holds how much of what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol


class Claim(NamedTuple):
    """Something a node holds some of: connections of a session, user or ip, members of a room, typing in a thread.

    ``detail`` tells several holders within one node apart: the user who types.
    """

    kind: str
    key: str
    detail: str = ""


class Demand(NamedTuple):
    """One connection more of a session, user or address: the ``ordinal``-th of this node; ``allowed`` over all."""

    kind: str
    key: str
    ordinal: int
    allowed: int


class Tokens(NamedTuple):
    """``amount`` tokens out of a bucket that all nodes share, filled with ``rate`` a second up to ``burst``."""

    kind: str
    key: str
    rate: float
    burst: int
    amount: int = 1


class Refusal(NamedTuple):
    """Why one connection more is refused: ``used`` of a limit, or too many in a short time (then ``used`` is None)."""

    kind: str
    used: int | None


class BrokerUnavailable(Exception):
    """Nobody could be asked; the message says why."""


class LocalNode(Protocol):
    """What a broker sees of the node that it serves."""

    @property
    def id(self) -> str:
        """Its name, which no other node has, nor this one after a restart."""

    @property
    def signature(self) -> bytes:
        """How all of its messages begin, and nobody else's."""

    def beat(self) -> None:
        """Send a sign of life."""

    def listening(self) -> None:
        """Others are heard from now on, for the first time or again."""

    def received(self, data: bytes) -> None:
        """Take a message of another node. Never waits."""

    def held(self, claim: Claim) -> int:
        """How much the node holds now."""

    def claims(self) -> Iterable[Claim]:
        """Everything it holds something of."""


class Broker(Protocol):
    """Connects one node with the others. Only what is asked for an answer waits, and never beyond the deadline."""

    def open(self, node: LocalNode) -> None:
        """Begin to serve ``node``."""

    def send(self, data: bytes) -> None:
        """Send a message to all other nodes, now or when they can be reached again. Never waits."""

    def touch(self, claim: Claim) -> None:
        """What the node holds of this has changed. Never waits."""

    async def admit(self, demands: Sequence[Demand], tokens: Sequence[Tokens]) -> Refusal | None:
        """Have all demands and tokens granted, or none. Raises ``BrokerUnavailable``."""

    async def spend(self, tokens: Sequence[Tokens]) -> list[float]:
        """Tokens that are gone already; for each bucket the seconds until it is out of debt. Raises as ``admit``."""

    async def holders(self, kind: str, key: str) -> dict[tuple[str, str], int]:
        """How much each (node, detail) holds. Raises ``BrokerUnavailable``."""

    def trouble(self) -> str | None:
        """Why the other nodes cannot be reached; None when they can."""

    def counts(self) -> dict[str, int]:
        """What happened so far, by name."""

    async def close(self) -> dict[str, int]:
        """Take everything back and let go; what could not be taken back, by kind. It ends by itself."""

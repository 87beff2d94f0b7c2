"""The default broker: the nodes of one process, which need nothing outside it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from wshygiene_reference.nodes.broker import Claim, Demand, LocalNode, Refusal, Tokens
from wshygiene_reference.nodes.buckets import LocalBuckets


class MemoryHub:
    """Where the brokers of one process meet. It keeps no counts of its own: it asks those who know."""

    def __init__(self) -> None:
        self.nodes: dict[str, LocalNode] = {}
        self.buckets = LocalBuckets()

    def held(self, claim: Claim, without: str) -> int:
        """What all nodes but one hold."""
        return sum(node.held(claim) for name, node in self.nodes.items() if name != without)


class MemoryBroker:
    """Connects nodes that share a ``hub``; without one, a node is alone."""

    def __init__(self, hub: MemoryHub | None = None) -> None:
        self._hub = hub or MemoryHub()
        self._node: LocalNode | None = None
        self._sent = 0

    def open(self, node: LocalNode) -> None:
        """Begin to serve ``node``."""
        self._node = node
        self._hub.nodes[node.id] = node

    def send(self, data: bytes) -> None:
        """Send a message to all other nodes."""
        self._sent += 1
        for node in list(self._hub.nodes.values()):
            if node is not self._node:
                node.received(data)

    def touch(self, claim: Claim) -> None:
        """Nothing to do: whoever wants to know asks."""

    async def admit(self, demands: Sequence[Demand], tokens: Sequence[Tokens]) -> Refusal | None:
        """Have all demands and tokens granted, or none."""
        assert self._node is not None, "not open"
        now = asyncio.get_running_loop().time()
        for each in tokens:
            if not self._hub.buckets.take(each, now):
                return Refusal(each.kind, None)
        for kind, key, ordinal, allowed in demands:
            used = self._hub.held(Claim(kind, key), self._node.id) + ordinal
            if used > allowed:
                return Refusal(kind, used - 1)
        return None

    async def spend(self, tokens: Sequence[Tokens]) -> list[float]:
        """Tokens that are gone already; for each bucket the seconds until it is out of debt."""
        now = asyncio.get_running_loop().time()
        return [self._hub.buckets.spend(each, now) for each in tokens]

    async def holders(self, kind: str, key: str) -> dict[tuple[str, str], int]:
        """How much each (node, detail) holds."""
        found = {}
        for name, node in self._hub.nodes.items():
            for claim in node.claims():
                if (claim.kind, claim.key) == (kind, key):
                    found[name, claim.detail] = node.held(claim)
        return found

    def trouble(self) -> str | None:
        """Always None: a process reaches itself."""
        return None

    def counts(self) -> dict[str, int]:
        """Messages that were sent."""
        return {"sent": self._sent}

    async def close(self) -> dict[str, int]:
        """Let go of the node."""
        if self._node is not None:
            self._hub.nodes.pop(self._node.id, None)
            self._node = None
        return {}

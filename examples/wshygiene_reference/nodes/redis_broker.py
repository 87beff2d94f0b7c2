"""Nodes that meet at a Redis server, which may be away at any time: then each goes on alone, and says so.

All messages go over one channel, to all nodes. A channel for each room would have to be joined and left with the room,
anew after each loss of the connection, and would be one more index that can disagree with the rooms; a node would miss
what is published between a client's joining and the subscription. One channel can leak nothing and misses nothing; the
price is that each node reads the first line of every message of the cluster.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from wshygiene_reference.nodes.broker import BrokerUnavailable, Claim, Demand, LocalNode, Refusal, Tokens
from wshygiene_reference.nodes.claims import Claims
from wshygiene_reference.nodes.config import NodeConfig
from wshygiene_reference.nodes.questions import Question
from wshygiene_reference.nodes.redis_link import RedisLink, client_for
from wshygiene_reference.nodes.scripts import ADMIT, HOLDERS, SPEND


class RedisBroker:
    """Connects nodes that use the same Redis server and namespace.

    ``url`` is redis://, rediss:// or unix://. Raises ``ConfigError`` for anything else. One server, or a primary with
    replicas behind one address; a Redis Cluster would have the keys of a script on several servers.
    """

    def __init__(self, url: str, config: NodeConfig | None = None) -> None:
        self._config = config or NodeConfig()
        client_for(url, self._config)  # says what is wrong with the URL before anything is begun
        self._url = url
        self._link: RedisLink | None = None
        self._task: asyncio.Task[None] | None = None

    def open(self, node: LocalNode) -> None:
        """Begin to serve ``node``. It need not be possible to reach Redis."""
        self._link = RedisLink(self._url, self._config, Claims(node), node)
        self._task = asyncio.create_task(self._link.run(), name="wshygiene node")

    @property
    def link(self) -> RedisLink:
        """The way to the server."""
        assert self._link is not None, "not open"
        return self._link

    def send(self, data: bytes) -> None:
        """Send a message to all other nodes, now or when they can be reached again."""
        self.link.outgoing.put(data)
        self.link.wake()

    def touch(self, claim: Claim) -> None:
        """What the node holds of this has changed."""
        self.link.claims.touch(claim)
        self.link.wake(urgent=False)

    async def admit(self, demands: Sequence[Demand], tokens: Sequence[Tokens]) -> Refusal | None:
        """Have all demands and tokens granted, or none. Raises ``BrokerUnavailable``."""
        link = self.link
        keys = [link.key(each.kind, each.key) for each in demands]
        keys += [link.key(f"{each.kind}-bucket", each.key) for each in tokens]
        arguments: list[str | int | float] = [
            round(self._config.lease_ttl * 1000),
            link.field(Claim("", "")),
            len(demands),
        ]
        for demand in demands:
            arguments += [demand.ordinal, demand.allowed]
        for each in tokens:
            arguments += [each.rate, each.burst]
        try:
            index, used = await self._ask(ADMIT, keys, arguments)
        finally:
            self._check(demands)
        if index == 0:
            return None
        if index > len(demands):
            return Refusal(tokens[index - len(demands) - 1].kind, None)
        return Refusal(demands[index - 1].kind, used)

    def _check(self, demands: Sequence[Demand]) -> None:
        """Tell how it really is: a connection may have gone while the answer, or the question, was on its way."""
        for demand in demands:
            self.touch(Claim(demand.kind, demand.key))

    async def spend(self, tokens: Sequence[Tokens]) -> list[float]:
        """Tokens that are gone already; for each bucket the seconds until it is out of debt."""
        arguments: list[str | int | float] = []
        for each in tokens:
            arguments += [each.rate, each.burst, each.amount]
        keys = [self.link.key(f"{each.kind}-messages", each.key) for each in tokens]
        return [wait / 1000 for wait in await self._ask(SPEND, keys, arguments)]

    async def holders(self, kind: str, key: str) -> dict[tuple[str, str], int]:
        """How much each (node, detail) holds. Raises ``BrokerUnavailable``."""
        found = await self._ask(HOLDERS, [self.link.key(kind, key)], [])
        names = [name.decode("utf-8", "surrogatepass").partition("|") for name in found[::2]]
        return {(node, detail): count for (node, _, detail), count in zip(names, found[1::2], strict=True)}

    async def _ask(self, script: str, keys: list[str], arguments: list[str | int | float]) -> Any:
        link = self.link
        if not link.is_up:
            raise BrokerUnavailable(self.trouble() or "not connected")
        asked = link.questions.ask(Question(script, keys, arguments, asyncio.get_running_loop().create_future()))
        link.wake()
        return await asked

    def trouble(self) -> str | None:
        """Why Redis cannot be used; None when it can."""
        return None if self._link is None else self._link.trouble

    def counts(self) -> dict[str, int]:
        """What happened so far, by name."""
        link = self._link
        if link is None:
            return {}
        return {
            "told": link.claims.told,
            "waiting": len(link.outgoing),
            "notSent": link.outgoing.dropped,
            "unanswered": link.questions.unanswered,
            "lost": link.lost,
            "recovered": link.recovered,
        }

    async def close(self) -> dict[str, int]:
        """Take everything back and let go; what could not be taken back, by kind."""
        if self._task is None:
            return {}
        task, self._task = self._task, None
        while not task.done():
            task.cancel()
            await asyncio.wait([task], timeout=self._config.deadline)
        await self.link.say_goodbye()
        await self.link.close()
        return self.link.claims.kinds()

"""How much users and addresses may send, over all their connections and all nodes.

No message waits for another node. What was sent is counted here, against a bucket of this node, and reported now and
then; who has sent too much on all nodes together is refused on each of them until the debt is paid. So a user can go
over the rate for one interval, and over the burst once for each node, and not for longer.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from wshygiene_reference.nodes.broker import Broker, BrokerUnavailable, Tokens
from wshygiene_reference.rates import Bucket, TokenBucket

if TYPE_CHECKING:
    from wshygiene_reference.nodes.config import NodeConfig


class Meter:
    """What one user or address has sent to this node. It exists while they have a connection."""

    __slots__ = ("blocked_until", "bucket", "connections", "unreported")

    def __init__(self, bucket: TokenBucket) -> None:
        self.bucket = bucket
        self.connections = 0
        self.unreported = 0
        self.blocked_until = float("-inf")

    def take(self, now: float) -> bool:
        """Count one message; False when there were too many."""
        if now < self.blocked_until or not self.bucket.take(now):
            return False
        self.unreported += 1
        return True


class SharedBucket:
    """The bucket of a connection, with the meters of its user and address behind it."""

    __slots__ = ("_meters", "_own")

    def __init__(self, own: Bucket, meters: tuple[Meter, ...]) -> None:
        self._own = own
        self._meters = meters

    def take(self, now: float) -> bool:
        """Take a token; False when there is none."""
        return self._own.take(now) and all(meter.take(now) for meter in self._meters)


class MessageMeters:
    """The meters of this node, and the one task that reports them."""

    def __init__(self, config: NodeConfig, broker: Broker) -> None:
        self._config = config
        self._broker = broker
        self._meters: dict[tuple[str, str], Meter] = {}

    def enter(self, own: Bucket, user: str, ip: str) -> Bucket:
        """A connection has come: the bucket that it has from now on. ``leave`` undoes it."""
        rate, now = self._config.message_rate, asyncio.get_running_loop().time()
        if rate is None:
            return own
        meters = []
        for key in (("user", user), ("ip", ip)):
            if key not in self._meters:
                self._meters[key] = Meter(TokenBucket(rate, self._config.message_burst, now))
            self._meters[key].connections += 1
            meters.append(self._meters[key])
        return SharedBucket(own, tuple(meters))

    def leave(self, user: str, ip: str) -> None:
        """A connection has gone. With the last one its meter goes, as soon as what it counted is reported."""
        for key in (("user", user), ("ip", ip)):
            meter = self._meters.get(key)
            if meter is not None:
                meter.connections -= 1
                self._drop_unused(key)

    def _drop_unused(self, key: tuple[str, str]) -> None:
        meter = self._meters[key]
        if meter.connections <= 0 and not meter.unreported:
            del self._meters[key]

    async def run(self) -> None:
        """Report until cancelled."""
        while True:
            await asyncio.sleep(self._config.message_interval)
            await self.report()

    async def report(self) -> None:
        """Tell the others what was sent here, and learn who has sent too much everywhere."""
        reported = [(key, meter) for key, meter in self._meters.items() if meter.unreported]
        if not reported:
            return
        rate, burst = self._config.message_rate, self._config.message_burst
        assert rate is not None, "nothing is counted without a rate"
        spent = [Tokens(kind, key, rate, burst, meter.unreported) for (kind, key), meter in reported]
        for key, meter in reported:
            meter.unreported = 0
            self._drop_unused(key)
        try:
            waits = await self._broker.spend(spent)
        except BrokerUnavailable:
            return  # the buckets of this node go on by themselves
        now = asyncio.get_running_loop().time()
        for (_, meter), wait in zip(reported, waits, strict=True):
            meter.blocked_until = now + wait

    @property
    def unreported(self) -> int:
        """Messages that were counted since the last report, by user and by address."""
        return sum(meter.unreported for meter in self._meters.values())

    def clear(self) -> None:
        """Forget everything, for a node that leaves."""
        self._meters.clear()

    def __len__(self) -> int:
        return len(self._meters)

"""Buckets of tokens by what they are for, in this process: the rule for the memory broker, the fallback for another."""

from __future__ import annotations

from collections import OrderedDict

from wshygiene_reference.nodes.broker import Tokens
from wshygiene_reference.rates import TokenBucket

#: Buckets that are remembered. One that is forgotten is full again, which takes that many other users or addresses.
MOST = 10_000


class LocalBuckets:
    """A bucket for each kind and key. Those that are full again are forgotten, and of too many the oldest."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        #: The least recently used first.
        self._buckets: OrderedDict[tuple[str, str], TokenBucket] = OrderedDict()

    def take(self, wanted: Tokens, now: float) -> bool:
        """Take one token; False when there is none. ``now`` is seconds of the loop's clock."""
        return self._bucket(wanted, now).take(now)

    def spend(self, spent: Tokens, now: float) -> float:
        """Tokens that are gone already; the seconds until the bucket is out of debt."""
        return self._bucket(spent, now).spend(spent.amount, now)

    def forget_full(self, now: float) -> None:
        """Forget those that were not used for so long that new ones would be the same."""
        while self._buckets and next(iter(self._buckets.values())).is_full(now):
            self._buckets.popitem(last=False)

    def _bucket(self, wanted: Tokens, now: float) -> TokenBucket:
        self.forget_full(now)
        key = wanted.kind, wanted.key
        bucket = self._buckets.get(key)
        if bucket is None:
            if len(self._buckets) >= self._most:
                self._buckets.popitem(last=False)
            bucket = self._buckets[key] = TokenBucket(wanted.rate, wanted.burst, now)
        self._buckets.move_to_end(key)
        return bucket

    def __len__(self) -> int:
        return len(self._buckets)

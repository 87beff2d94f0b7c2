"""Buckets of tokens by what they are for, in this process: the rule for the memory broker, the fallback for another."""

from __future__ import annotations

from wshygiene_reference.cache import LastValueCache
from wshygiene_reference.nodes.broker import Tokens
from wshygiene_reference.rates import TokenBucket

#: Buckets that are remembered. One that is forgotten is full again, which takes that many other users or addresses.
MOST = 10_000


class LocalBuckets:
    """A bucket for each kind and key; those that were used least recently are forgotten first."""

    def __init__(self, most: int = MOST) -> None:
        self._buckets: LastValueCache[tuple[str, str], TokenBucket] = LastValueCache(most)

    def take(self, wanted: Tokens, now: float) -> bool:
        """Take one token; False when there is none. ``now`` is seconds of the loop's clock."""
        return self._bucket(wanted, now).take(now)

    def spend(self, spent: Tokens, now: float) -> float:
        """Tokens that are gone already; the seconds until the bucket is out of debt."""
        return self._bucket(spent, now).spend(spent.amount, now)

    def _bucket(self, wanted: Tokens, now: float) -> TokenBucket:
        key = wanted.kind, wanted.key
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = TokenBucket(wanted.rate, wanted.burst, now)
            self._buckets.put(key, bucket)
        return bucket

    def __len__(self) -> int:
        return len(self._buckets)

"""How often something may happen: a bucket of tokens that fills at a steady rate."""

from __future__ import annotations

from typing import Protocol


class Bucket(Protocol):
    """Something that tokens are taken out of."""

    def take(self, now: float) -> bool:
        """Take a token; False when there is none."""


class TokenBucket:
    """``burst`` events at once, ``rate`` per second in the long run. It refuses; it never waits.

    Times are seconds of a monotonic clock that the caller passes in, so that one reading serves many buckets.
    """

    __slots__ = ("_at", "_burst", "_rate", "_tokens")

    def __init__(self, rate: float, burst: int, now: float) -> None:
        self._rate = rate
        self._burst = burst
        self._tokens = float(burst)
        self._at = now

    def take(self, now: float) -> bool:
        """Take a token; False when there is none."""
        self._fill(now)
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True

    def spend(self, amount: int, now: float) -> float:
        """Tokens that are gone already: they may leave a debt of at most a burst. Seconds until there is none."""
        self._fill(now)
        self._tokens = max(-float(self._burst), self._tokens - amount)
        return max(0.0, -self._tokens / self._rate)

    def wait(self) -> float:
        """Seconds until there is a token again, from the last ``take``."""
        return max(0.0, (1 - self._tokens) / self._rate)

    def is_full(self, now: float) -> bool:
        """Whether nothing of what was taken is missing any more: a new bucket would be the same."""
        return self._tokens + (now - self._at) * self._rate >= self._burst

    def _fill(self, now: float) -> None:
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
        self._at = now

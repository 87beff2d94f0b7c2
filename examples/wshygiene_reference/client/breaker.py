"""Leaving a server in peace that has failed too often: nobody tries for a while, then one does."""

from __future__ import annotations

from enum import StrEnum


class BreakerState(StrEnum):
    """Closed lets everything through, open nothing, half-open a single attempt."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half-open"


class CircuitBreaker:
    """Opens after ``failures`` in a row, for ``cooldown`` seconds. Times are seconds of one monotonic clock.

    The pattern is that of M. Nygard, "Release It!", 2007.
    """

    def __init__(self, failures: int = 10, cooldown: float = 30.0) -> None:
        if failures < 1 or cooldown < 0:
            raise ValueError(f"failures = {failures}, cooldown = {cooldown}: at least 1 failure and 0 seconds.")
        self._most = failures
        self._cooldown = cooldown
        self._failed = 0
        self._opened_at: float | None = None

    def state(self, now: float) -> BreakerState:
        """What it lets through."""
        if self._opened_at is None:
            return BreakerState.CLOSED
        return BreakerState.HALF_OPEN if now - self._opened_at >= self._cooldown else BreakerState.OPEN

    def wait(self, now: float) -> float:
        """Seconds until an attempt is let through."""
        return 0.0 if self._opened_at is None else max(0.0, self._opened_at + self._cooldown - now)

    def succeeded(self) -> None:
        """An attempt went well: let everything through."""
        self._failed = 0
        self._opened_at = None

    def failed(self, now: float) -> None:
        """An attempt failed."""
        self._failed += 1
        if self._failed >= self._most:
            self._opened_at = now

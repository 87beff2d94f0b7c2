"""How long to wait before trying again: longer each time, and never in step with others."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(slots=True)
class Backoff:
    """Full jitter: a wait between 0 and ``first * factor ** attempt`` seconds, at most ``longest``.

    Source of the method: M. Brooker, "Exponential Backoff And Jitter", 2015. Who resets it after every connection that
    merely opened comes back as fast as a server can close; the client resets it after a minimum uptime only.
    """

    first: float = 1.0
    longest: float = 60.0
    factor: float = 2.0
    attempt: int = 0

    def __post_init__(self) -> None:
        if not (0 < self.first <= self.longest and self.factor >= 1):
            raise ValueError(f"{self!r}: 0 < first <= longest and factor >= 1 are needed.")

    @property
    def ceiling(self) -> float:
        """The longest wait of the next attempt, in seconds."""
        return min(self.longest, self.first * self.factor ** min(self.attempt, 64))

    def next(self) -> float:
        """Seconds to wait now; the next wait is longer."""
        wait = random.uniform(0, self.ceiling)
        self.attempt += 1
        return wait

    def reset(self) -> None:
        """Start with short waits again."""
        self.attempt = 0

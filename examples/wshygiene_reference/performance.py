"""What the server has done so far: counters, and how long answers took."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from itertools import accumulate

#: Upper bounds of the classes of response times, in seconds.
BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


@dataclass(slots=True)
class Histogram:
    """How many values fell into which class; the last class has no upper bound."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    total: float = 0.0

    def add(self, value: float) -> None:
        """Count one value, in seconds."""
        self.counts[bisect_left(BOUNDS, value)] += 1
        self.total += value

    @property
    def count(self) -> int:
        """How many values there were."""
        return sum(self.counts)

    @property
    def mean(self) -> float:
        """Their mean, in seconds; 0 without any."""
        return self.total / self.count if self.count else 0.0

    def cumulative(self) -> list[int]:
        """Values up to each bound, and all of them last."""
        return list(accumulate(self.counts))


@dataclass(slots=True)
class PerformanceCounters:
    """Counted since the start of the server."""

    messages_received: int = 0
    messages_refused: int = 0
    connections_opened: int = 0
    connection_errors: int = 0
    closed: Counter[int] = field(default_factory=Counter)
    response_time: Histogram = field(default_factory=Histogram)

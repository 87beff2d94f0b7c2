"""What a history consists of. Times are seconds since the epoch."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Figure:
    """What was so at one moment, and what happened in the ``seconds`` before it. Memory is in bytes."""

    at: float
    seconds: float
    memory: int
    memory_percent: float
    growth_mb_h: float
    objects: int
    tasks: int
    connections: int
    subscriptions: int
    typing_timers: int
    cached: int
    sent: int
    received: int
    dropped: int
    errors: int
    refused: int


@dataclass(frozen=True, slots=True)
class Closed:
    """So many connections that ended with a close code; 0 stands for all codes beyond the first fifty."""

    at: float
    code: int
    count: int


@dataclass(frozen=True, slots=True)
class Raised:
    """An alert."""

    at: float
    name: str
    message: str


class Point(NamedTuple):
    """A figure over a span of time, which begins at ``at``: the lowest, the mean and the highest."""

    at: float
    low: float
    mean: float
    high: float


Row = Figure | Closed | Raised

#: What can be asked for over time. Those of the second kind count what happened, and are told per second.
FIGURES = tuple(each.name for each in fields(Figure) if each.name not in ("at", "seconds"))
COUNTED = frozenset({"sent", "received", "dropped", "errors", "refused"})

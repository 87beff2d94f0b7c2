"""Whether the memory grows, as a colour and in words that say the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from wshygiene_reference.memory import MEGABYTE, SHORTEST, MemorySample, growth_of


class Level(StrEnum):
    """How serious something is; also the name of its colour."""

    UNKNOWN = "unknown"
    GOOD = "good"
    WATCH = "watch"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Growth:
    """``rate`` is MB per hour, None while nothing can be said."""

    rate: float | None
    level: Level
    words: str


def judge(samples: Sequence[MemorySample], alert: float) -> Growth:
    """Judge the growth over ``samples``; from ``alert`` MB per hour on it is bad, from half of that on worth a look."""
    slope = growth_of(samples)
    if slope is None:
        return Growth(None, Level.UNKNOWN, f"too early to tell: needs {SHORTEST / 60:.0f} min of samples")
    rate = slope / MEGABYTE
    if rate >= alert:
        return Growth(rate, Level.BAD, f"growing fast: above the alert at {alert:g} MB/h")
    if rate >= alert / 2:
        return Growth(rate, Level.WATCH, f"growing: more than half of the alert at {alert:g} MB/h")
    word = "growing slowly" if rate >= 1 else "shrinking" if rate <= -1 else "steady"
    return Growth(rate, Level.GOOD, f"{word}: far from the alert at {alert:g} MB/h")

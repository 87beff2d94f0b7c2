"""Whether the memory grows, as a colour and in words that say the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from wshygiene_reference.memory import MEGABYTE, MemorySample
from wshygiene_reference.trend import growth_rate

#: Samples that a slope takes, and the seconds they span at least: fewer say nothing.
FEWEST, SHORTEST = 5, 300.0


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
    seconds = samples[-1].at - samples[0].at if samples else 0.0
    if len(samples) < FEWEST or seconds < SHORTEST:
        return Growth(None, Level.UNKNOWN, f"too early to tell: needs {SHORTEST / 60:.0f} min of samples")
    rate = growth_rate([(each.at, each.uss) for each in samples]) * 3600 / MEGABYTE
    if rate >= alert:
        return Growth(rate, Level.BAD, f"growing fast: above the alert at {alert:g} MB/h")
    if rate >= alert / 2:
        return Growth(rate, Level.WATCH, f"growing: more than half of the alert at {alert:g} MB/h")
    word = "growing slowly" if rate >= 1 else "shrinking" if rate <= -1 else "steady"
    return Growth(rate, Level.GOOD, f"{word}: far from the alert at {alert:g} MB/h")

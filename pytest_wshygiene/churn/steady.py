"""Steady growth told from what fills, breathes or wanders; for long runs, whose samples lie some cycles apart.

A size is taken to grow when all of these hold: at the end it is above everything of the first half; it still makes new
records, about as often as before; the growth from part to part of the run is more than its own variation explains
(Student's t); and the last parts grow about as fast as the first ones, which a cache that fills does not.

What has few samples or few entries is not called growth: five entries spread evenly are the least that can be told.
A bound that is larger than the number of cycles looks like growth, and so does a cycle of filling and clearing that
is longer than the run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from statistics import fmean, median, stdev

#: Parts of a run that are compared; of a shorter series every sample is a part.
PARTS = 8
#: Growths from part to part that are the least to compare, and records that are the least to see.
LEAST_RATES, LEAST_RECORDS = 3, 5
#: Critical values of Student's t, one-sided, by degrees of freedom. Of a series that never falls only its evenness is
#: in question: 1 %, and 5 % in all eight parts. One that falls may be wandering: 0.1 %.
_EVEN = {2: 6.96, 3: 4.54, 4: 3.75, 5: 3.36, 6: 1.94}
_FALLING = {2: 22.3, 3: 10.2, 4: 7.17, 5: 5.89, 6: 5.21}
#: The end of a series without a new record, as a multiple of the longest time, or deviation, without one before.
_SILENCE = 1.5
#: The standard deviation of a difference of two whole numbers that were cut off: the least that is assumed.
_ROUNDING = sqrt(1 / 6)


@dataclass(frozen=True, slots=True)
class _Strictness:
    """``critical`` values of t; the pace at the end must be ``kept`` of that at first, less ``leeway`` deviations."""

    critical: dict[int, float]
    kept: float = 0.75
    leeway: float = 1.5


_Points = Sequence[tuple[float, float]]


def grows_steadily(cycles: Sequence[int], sizes: Sequence[int]) -> bool:
    """True when ``sizes``, taken after so many ``cycles``, grow all the time, or after a first half of filling."""
    never_falls = all(after >= before for before, after in pairwise(sizes))
    points = list(zip(cycles, _smoothed(sizes), strict=True))
    if _is_steady(points, _Strictness(_EVEN if never_falls else _FALLING)):
        return True
    second = points[len(points) // 2 :]
    return never_falls and len(second) > PARTS and _is_steady(second, _Strictness(_FALLING, 0.9, 0.75))


def _smoothed(sizes: Sequence[int]) -> list[float]:
    """Running medians of five, fewer at the ends: one or two odd samples are no growth and no fall."""
    reach = [min(2, index, len(sizes) - 1 - index) for index in range(len(sizes))]
    return [median(sizes[index - far : index + far + 1]) for index, far in enumerate(reach)]


def _is_steady(points: _Points, strictness: _Strictness) -> bool:
    if len(points) <= LEAST_RATES or not _ends_higher(points) or _has_ended(points):
        return False
    parts = _parts(points)
    rates = [(after[1] - before[1]) / (after[0] - before[0]) for before, after in pairwise(parts)]
    if len(rates) < LEAST_RATES:
        return False
    rounding = _ROUNDING * len(rates) / (parts[-1][0] - parts[0][0])
    spread = max(stdev(rates), rounding)
    if fmean(rates) * sqrt(len(rates)) < strictness.critical[len(rates) - 1] * spread:
        return False
    return not _slows_down(rates, rounding, strictness)


def _ends_higher(points: _Points) -> bool:
    """True when the last part is above all of the first half."""
    first, last = points[0][0], points[-1][0]
    early = [size for cycle, size in points if cycle <= (first + last) / 2]
    late = [size for cycle, size in points if cycle >= last - (last - first) / PARTS]
    return min(late) > max(early)


def _has_ended(points: _Points) -> bool:
    """True when there were hardly any records, or the last one is longer ago than the series itself can explain."""
    records = [points[0]]
    for point in points:
        if point[1] > records[-1][1]:
            records.append(point)
    if len(records) <= min(LEAST_RECORDS, len(points) - 1):
        return True
    silence = points[-1][0] - records[-1][0]
    if silence > _SILENCE * max(after[0] - before[0] for before, after in pairwise(records)):
        return True
    rate = (records[-1][1] - records[0][1]) / (records[-1][0] - records[0][0])
    beside = [size - rate * cycle for cycle, size in points if cycle <= records[-1][0]]
    return silence * rate > _SILENCE * max(max(beside) - min(beside), 1)


def _parts(points: _Points) -> _Points:
    """The middle of each part: mean cycle and median size."""
    if len(points) <= PARTS:
        return points
    first, span = points[0][0], points[-1][0] - points[0][0]
    cells: list[list[tuple[float, float]]] = [[] for _ in range(PARTS)]
    for point in points:
        cells[min(int((point[0] - first) * PARTS / span), PARTS - 1)].append(point)
    return [(fmean(each[0] for each in cell), median(each[1] for each in cell)) for cell in cells if cell]


def _slows_down(rates: Sequence[float], rounding: float, strictness: _Strictness) -> bool:
    """True when the last third grows less than the first by more than the rates jump from one to the next."""
    third = max(len(rates) // 3, 1)
    jumps = sqrt(fmean((after - before) ** 2 for before, after in pairwise(rates)) / 2)
    leeway = strictness.leeway * max(jumps, rounding) / sqrt(third)
    return fmean(rates[-third:]) < strictness.kept * fmean(rates[:third]) - leeway

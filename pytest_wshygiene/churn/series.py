"""What a series of counts says: left behind by every cycle, or noise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from sys import getsizeof, intern

from pytest_wshygiene.churn.slope import theil_sen
from pytest_wshygiene.churn.steady import grows_steadily

#: Counts by name, taken after a cycle.
Counts = Mapping[str, int]


class Differing(Mapping[str, int]):
    """Counts, kept as what differs from the first ones: in a soak the samples must not be what grows."""

    __slots__ = ("_differs", "_first")

    def __init__(self, first: Counts, counts: Counts) -> None:
        self._first = first
        gone = dict.fromkeys(first.keys() - counts.keys(), 0)
        self._differs = gone | {intern(name): number for name, number in counts.items() if number != first.get(name)}

    @property
    def notes(self) -> int:
        """Bytes that this sample takes; the names are those of other samples, and the numbers are small."""
        return getsizeof(self) + getsizeof(self._differs)

    def __getitem__(self, name: str) -> int:
        return self._differs[name] if name in self._differs else self._first[name]

    def __iter__(self) -> Iterator[str]:
        yield from self._first
        yield from self._differs.keys() - self._first.keys()

    def __len__(self) -> int:
        return len(self._first.keys() | self._differs.keys())


@dataclass(frozen=True, slots=True)
class Pace:
    """How something grew: from ``first`` to ``last`` in ``cycles``, by ``least`` to ``most`` in each of them.

    ``is_late`` is true where some of it came after the first cycle. What came with that alone is no growth: objects
    that each cycle replaces count as new once, since the collector does not see those from before.
    """

    first: int
    last: int
    cycles: int
    least: int
    most: int
    is_late: bool = True

    @property
    def per_cycle(self) -> float:
        """The mean growth, a whole number where it is exact."""
        return (self.last - self.first) / self.cycles

    @property
    def is_exact(self) -> bool:
        """True when the cycles in all left a whole multiple behind."""
        return self.last > self.first and (self.last - self.first) % self.cycles == 0

    @property
    def is_even(self) -> bool:
        """True when every cycle left the same number behind."""
        return self.least == self.most > 0

    @property
    def is_suspect(self) -> bool:
        """True when every cycle left something behind, or all of them a whole multiple."""
        return (self.is_exact and self.is_late) or self.least > 0

    def goes_on(self, later: Pace) -> bool:
        """True when the cycles of a later series leave as much again, or something each time as these did."""
        if self.least > 0 and later.least > 0:
            return True
        return later.is_exact and later.per_cycle == self.per_cycle

    def __str__(self) -> str:
        if self.is_exact:
            return f"+{int(self.per_cycle):,} per cycle"
        if self.least > 0:
            return f"+{self.least:,} to +{self.most:,} per cycle"
        return f"+{self.per_cycle:,.3g} per cycle in the mean"


def pace(values: Sequence[int], weights: Sequence[int] = ()) -> Pace:
    """The pace of a series; ``weights`` are the cycles between its values, where it is not one each time."""
    weights = weights or [1] * (len(values) - 1)
    steps = [(after - before) / weight for (before, after), weight in zip(pairwise(values), weights, strict=True)]
    is_late = len(values) < 3 or values[-1] > values[1]
    return Pace(values[0], values[-1], sum(weights), int(min(steps)), -int(-max(steps) // 1), is_late)


def trends(samples: Sequence[Counts], cycles: Sequence[int]) -> dict[str, Pace]:
    """The pace of everything that grows through all samples; for long runs."""
    names = {name for sample in samples for name in sample}
    found = {}
    for name in sorted(names):
        values = [sample.get(name, 0) for sample in samples]
        if values[-1] > values[0] and goes_up(cycles, values):
            found[name] = pace(values, [after - before for before, after in pairwise(cycles)])
    return found


def goes_up(cycles: Sequence[int], values: Sequence[int]) -> bool:
    """True when a size grows steadily, or by one at least in each of few cycles."""
    weights = [after - before for before, after in pairwise(cycles)]
    return grows_steadily(cycles, values) or pace(values, weights).least > 0


def rises(x: Sequence[float], y: Sequence[float]) -> bool:
    """True when a series climbs with confidence, and goes on climbing in its second half."""
    half = len(x) // 2
    slopes = (theil_sen(x, y), theil_sen(x[half:], y[half:]))
    return all(slope is not None and slope.rises for slope in slopes)


def paces(samples: Sequence[Counts], weights: Sequence[int] = ()) -> dict[str, Pace]:
    """The pace of everything that was counted and is suspect."""
    names = {name for sample in samples for name in sample}
    found = {name: pace([sample.get(name, 0) for sample in samples], weights) for name in sorted(names)}
    return {name: each for name, each in found.items() if each.is_suspect}

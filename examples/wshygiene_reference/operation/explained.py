"""What explains that memory rises, other than a leak: how many are connected, and the hour of the day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isfinite
from statistics import fmean, median

from wshygiene_reference.trend import Sample, autocorrelations, detrended, mann_kendall, robust_slope, theil_sen

#: Autocorrelation from which on a lag is taken for a season; less where fewer samples overlap.
SEASON = 0.7
#: A relation between two series that this many of all unrelated ones show by chance is not believed.
CHANCE = 0.01


@dataclass(frozen=True, slots=True)
class Unloaded:
    """A series less what its load explains. ``error`` is how much more of it one unit of the load might explain."""

    series: list[Sample]
    loads: list[Sample]
    error: float

    def doubt(self, latest: int) -> float:
        """How much of the slope over the latest samples (value per second) might still be that of the load."""
        rise = robust_slope(self.loads[-latest:])
        return self.error * abs(rise.estimate) if isfinite(self.error) else inf if rise.low > 0 else 0.0


def without_load(series: list[Sample], load: Sequence[float]) -> Unloaded:
    """Take away what goes up and down with the load (such as the number of connections), sample by sample.

    What both do over time is taken out first (Frisch and Waugh's way), so that a leak is not explained away by a load
    that happens to rise too. Where they rise so evenly that nothing else is left, nobody can tell what is whose.
    """
    loads = [(at, each) for (at, _), each in zip(series, load, strict=True)]
    ups = sorted(zip(_rest(loads), _rest(series), strict=True))
    relation = robust_slope(ups)
    if mann_kendall([value for _, value in ups]).p_rising > CHANCE or relation.estimate <= 0:
        return Unloaded(series, loads, inf)
    usual = median(load)
    less = [(at, value - relation.estimate * (each - usual)) for (at, value), each in zip(series, load, strict=True)]
    return Unloaded(less, loads, relation.high - relation.estimate)


def without_season(series: list[Sample]) -> list[Sample]:
    """Take away what comes again every round, where there is a season and two of its rounds were seen."""
    period = season(_rest(series))
    if period is None:
        return series
    level = detrended(series, _slope_between_rounds(series, period))
    mean = fmean(level)
    phases: dict[int, list[float]] = {}
    for index, value in enumerate(level):
        phases.setdefault(index % period, []).append(value)
    pattern = {phase: fmean(values) - mean for phase, values in phases.items()}
    return [(at, value - pattern[index % period]) for index, (at, value) in enumerate(series)]


def season(values: Sequence[float]) -> int | None:
    """The length of what repeats itself, in places; None where nothing does, or not twice."""
    correlations = autocorrelations(values)[: len(values) // 2 + 1]
    below = next((lag for lag, each in enumerate(correlations) if each < 0), len(correlations))
    best = max(range(below, len(correlations)), key=correlations.__getitem__, default=None)
    if best is None or correlations[best] < SEASON * (1 - best / len(values)):
        return None
    return best


def _rest(series: list[Sample]) -> list[float]:
    slope = theil_sen(series)
    return detrended(series, slope.estimate if slope is not None else 0.0)


def _slope_between_rounds(series: list[Sample], period: int) -> float:
    """The median slope between samples of the same phase: no season can bend it."""
    slopes = [
        (late[1] - early[1]) / (late[0] - early[0])
        for lag in range(period, len(series), period)
        for early, late in zip(series, series[lag:], strict=False)
    ]
    return median(slopes)

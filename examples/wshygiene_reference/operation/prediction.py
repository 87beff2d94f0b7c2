"""When memory will reach its limit, if it grows at all: a trend that is tested before it is believed.

What rises and falls with the day, a collector that comes late, something that is loaded once and caches that fill up
are no leaks. So what the load and the season explain is taken out first, the test of Mann and Kendall allows for
autocorrelation, and what the trend claims has to be seen in every third of the time: in the lowest values of each,
where neither peaks nor a collector's saw-teeth are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from math import hypot, sqrt
from statistics import fmean, median, quantiles, stdev

from wshygiene_reference.operation.explained import without_load, without_season
from wshygiene_reference.trend import Sample, Slope, detrended, inflation, mann_kendall, robust_slope

#: Samples without which nothing is said.
FEWEST = 30
#: Blocks that the samples are brought together in, each for its median: the pairs grow with the square.
BLOCKS = 96
#: Blocks without which a part of the time is not looked at by itself, and the share of the oldest that is left out.
FEWEST_BLOCKS = 24
OLDEST = 0.25
#: A trend is one that less than so many of all series without one show by chance.
CHANCE = 0.001
#: Standard errors between the slopes of two halves, from which on the series bends.
BEND = 1.5
#: Standard errors that an interval of 95 % has on either side.
DEVIATIONS = 1.96
#: What each third must have risen by, as shares of what the slope foretells.
LEAST_SHARE, MOST_SHARE = 0.35, 2.0
#: The share of the lowest values that stands for the floor of a third.
LOWEST = 0.25


class Verdict(StrEnum):
    """What can be said."""

    GROWING = "growing"
    NO_TREND = "no trend"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """Seconds from the last sample until the trend reaches the limit; 0 when it has. ``latest`` may be never: None."""

    likely: float
    earliest: float
    latest: float | None


@dataclass(frozen=True, slots=True)
class Prediction:
    """The verdict and why; the slope (value per second), and for what grows the time that is left, with intervals."""

    verdict: Verdict
    reason: str
    slope: Slope | None = None
    left: TimeLeft | None = None


def predict(samples: Sequence[Sample], limit: float, load: Sequence[float] = ()) -> Prediction:
    """Whether ``(seconds, value)`` samples grow, and when they will be at ``limit``. Times must not decrease.

    ``load`` is what the value may depend on, one figure for each sample, such as the number of connections. Raises
    ValueError when there are not as many of them.
    """
    if load and len(load) != len(samples):
        raise ValueError(f"{len(load)} figures of the load for {len(samples)} samples.")
    if len(samples) < FEWEST:
        return Prediction(Verdict.UNKNOWN, f"{len(samples)} samples are too few, {FEWEST} are needed")
    unloaded = without_load(*_side_by_side(samples, load)) if load else None
    judged, series = _latest_straight(without_season(unloaded.series if unloaded else in_blocks(samples)))
    if judged.verdict is not Verdict.GROWING or judged.slope is None:
        return judged
    doubt = unloaded.doubt(len(series)) if unloaded else 0.0
    if judged.slope.low <= doubt:
        return Prediction(Verdict.UNKNOWN, "it rises as the load does", judged.slope)
    slope = _widened(series, judged.slope, doubt)
    return replace(judged, slope=slope, left=_time_left(series, slope, limit, samples[-1][0]))


def _side_by_side(samples: Sequence[Sample], load: Sequence[float]) -> tuple[list[Sample], list[float]]:
    loads = in_blocks([(at, each) for (at, _), each in zip(samples, load, strict=True)])
    return in_blocks(samples), [each for _, each in loads]


def in_blocks(samples: Sequence[Sample]) -> list[Sample]:
    """At most ``BLOCKS`` samples, each the median of a block of them."""
    size = -(-len(samples) // BLOCKS)
    blocks = [samples[start : start + size] for start in range(0, len(samples), size)]
    return [(fmean(at for at, _ in block), median(value for _, value in block)) for block in blocks]


def _latest_straight(series: list[Sample]) -> tuple[Prediction, list[Sample]]:
    """Judge the series, and less and less of it from the end where it bends: what was long ago is no trend."""
    judged = _judge(series)
    while _may_have_begun(judged, series) and len(series) * (1 - OLDEST) >= FEWEST_BLOCKS:
        series = series[int(len(series) * OLDEST) :]
        judged = _judge(series)
    if judged.verdict is Verdict.NO_TREND and _may_have_begun(judged, series):
        judged = Prediction(Verdict.UNKNOWN, "it is higher than ever, but has not been for long enough", judged.slope)
    return judged, series


def _may_have_begun(judged: Prediction, series: list[Sample]) -> bool:
    """Whether a leak may have begun within the series: it is not straight, or the last quarter is above the others."""
    if judged.verdict is not Verdict.NO_TREND:
        return judged.verdict is Verdict.UNKNOWN
    values = [value for _, value in series]
    last = len(values) - len(values) // 4
    return _floor(values[last:]) > quantiles(values[:last], n=10)[-1]


def _judge(series: list[Sample]) -> Prediction:
    slope = robust_slope(series)
    factor = inflation(detrended(series, slope.estimate))
    chance = mann_kendall([value for _, value in series], factor).p_rising
    if chance > CHANCE or slope.low <= 0:
        return Prediction(Verdict.NO_TREND, "no rise beyond chance", slope)
    if _bends(series):
        return Prediction(Verdict.UNKNOWN, "it rises, at a pace that has changed too lately", slope)
    if not _is_steady(series, slope):
        return Prediction(Verdict.UNKNOWN, "a step, or a rise that has just begun or ended", slope)
    return Prediction(Verdict.GROWING, "a steady rise", slope)


def _bends(series: list[Sample]) -> bool:
    """Whether both halves have slopes of their own."""
    early, late = robust_slope(series[: len(series) // 2]), robust_slope(series[len(series) // 2 :])
    error = hypot(early.high - early.low, late.high - late.low) / 2 / DEVIATIONS
    return abs(late.estimate - early.estimate) > BEND * error


def _is_steady(series: list[Sample], slope: Slope) -> bool:
    """A leak goes on and on: whether every third of the time is higher than the one before by about its share."""
    size = len(series) // 3
    thirds = [series[:size], series[size:-size], series[-size:]]
    floors = [(fmean(at for at, _ in third), _floor([value for _, value in third])) for third in thirds]
    rises = [(after - before) / (late - early) for (early, before), (late, after) in pairwise(floors)]
    return all(LEAST_SHARE <= rise / slope.estimate <= MOST_SHARE for rise in rises)


def _floor(values: list[float]) -> float:
    return fmean(sorted(values)[: max(1, int(len(values) * LOWEST))])


def _widened(series: list[Sample], slope: Slope, doubt: float) -> Slope:
    """The slope with an interval that has that of the later half too, and half its error: no series is quite straight.

    Half is what makes intervals of 95 % have the true slope about as often, over all kinds of labelled series.
    """
    late = robust_slope(series[len(series) // 2 :])
    low, high = fmean((late.low, late.estimate)), fmean((late.estimate, late.high))
    return replace(slope, low=min(slope.low - doubt, low), high=max(slope.high + doubt, high))


def _time_left(series: list[Sample], slope: Slope, limit: float, now: float) -> TimeLeft:
    """Where lines through the middle of the samples get to: with the slope, and with both ends of its interval."""
    at, value = fmean(at for at, _ in series), fmean(value for _, value in series)
    rest = detrended(series, slope.estimate)
    error = DEVIATIONS * stdev(rest) * sqrt(inflation(rest) / len(rest))

    def until(rate: float, ahead: float) -> float:
        return max(0.0, at + ahead / rate - now)

    ahead = limit - value
    latest = until(slope.low, ahead + error) if slope.low > 0 else None
    return TimeLeft(until(slope.estimate, ahead), until(slope.high, ahead - error), latest)

"""How fast something grows, and how sure that is, told from samples with noise, jumps and memory in them.

H. B. Mann, "Nonparametric tests against trend", Econometrica 13 (1945); M. G. Kendall, "Rank Correlation Methods"
(1975); P. K. Sen, "Estimates of the regression coefficient based on Kendall's tau", JASA 63 (1968); K. H. Hamed and
A. R. Rao, "A modified Mann-Kendall trend test for autocorrelated data", Journal of Hydrology 204 (1998).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import sqrt
from statistics import NormalDist, fmean, median

#: Samples that are enough for a slope; more are thinned out, since the pairs grow with the square.
MOST_SAMPLES = 120
#: How sure an interval is.
CONFIDENCE = 0.95

Sample = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Slope:
    """Change of the value per second: the estimate, and the interval that has the true one with some confidence."""

    estimate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Kendall:
    """The test of Mann and Kendall: ``s`` is later values above earlier ones, less those below; ``variance`` is that
    of ``s`` where there is no trend, with ties and autocorrelation counted in."""

    s: float
    variance: float

    @property
    def p_rising(self) -> float:
        """How probable an ``s`` at least as high is without a trend; 1 where nothing varies."""
        if self.s <= 0 or self.variance <= 0:
            return 1.0
        return 1 - NormalDist().cdf((self.s - 1) / sqrt(self.variance))  # -1: a correction for continuity


def growth_rate(samples: Sequence[Sample]) -> float:
    """The slope of ``(seconds, value)`` samples, in value per second, after Theil and Sen.

    It is the median of the slopes between all pairs, which up to 29 % of wild samples leave unmoved. Fewer than two
    different times give 0.
    """
    step = -(-len(samples) // MOST_SAMPLES)
    slopes = pairwise_slopes(samples[:: max(1, step)])
    return median(slopes) if slopes else 0.0


def pairwise_slopes(samples: Sequence[Sample]) -> list[float]:
    """The slopes between all pairs of samples of different times, in order of their size."""
    pairs = combinations(samples, 2)
    return sorted((after - before) / (late - early) for (early, before), (late, after) in pairs if late > early)


def theil_sen(samples: Sequence[Sample], factor: float = 1.0) -> Slope | None:
    """The slope with Sen's interval of 95 %; None for fewer than three times. ``factor`` is their ``inflation``."""
    slopes, count = pairwise_slopes(samples), len(samples)
    if count < 3 or not slopes:
        return None
    spread = NormalDist().inv_cdf((1 + CONFIDENCE) / 2) * sqrt(_independent(count) * factor)
    first, last = int((len(slopes) - spread) / 2), int((len(slopes) + spread) / 2) + 1
    return Slope(median(slopes), slopes[max(first, 0)], slopes[min(last, len(slopes) - 1)])


def mann_kendall(values: Sequence[float], factor: float = 1.0) -> Kendall:
    """Test whether later values tend to be higher. Equal ones count for neither side; ``factor`` is ``inflation``."""
    s = sum((after > before) - (after < before) for before, after in combinations(values, 2))
    ties = sum(map(_independent, Counter(values).values()))
    return Kendall(s, (_independent(len(values)) - ties) * factor)


def inflation(residuals: Sequence[float]) -> float:
    """How many times autocorrelation makes the variance of Kendall's S what it would be, at least 1.

    ``residuals`` are values without their trend. After Hamed and Rao, with two changes that err on the side of "no
    trend": negative autocorrelations do not make up for positive ones, and those of the first lags count until one is
    negative, whether beyond chance (95 %) or not.
    """
    count = len(residuals)
    if count < 4:
        return 1.0
    chance = NormalDist().inv_cdf((1 + CONFIDENCE) / 2) / sqrt(count)
    correlations = autocorrelations(ranks(residuals))
    first_below = next((lag for lag, each in enumerate(correlations) if each <= 0), count)
    share = sum(
        (count - lag) * (count - lag - 1) * (count - lag - 2) * correlation
        for lag, correlation in enumerate(correlations[1:], 1)
        if correlation > chance or lag < first_below
    )
    return max(1.0, 1 + 2 * share / (count * (count - 1) * (count - 2)))


def detrended(samples: Sequence[Sample], slope: float) -> list[float]:
    """The values less what the slope makes of them."""
    return [value - slope * at for at, value in samples]


def robust_slope(samples: Sequence[Sample]) -> Slope:
    """Theil and Sen's slope with an interval that allows for autocorrelation. Fewer than three times have none: 0."""
    first = theil_sen(samples)
    if first is None:
        return Slope(0.0, 0.0, 0.0)
    return theil_sen(samples, inflation(detrended(samples, first.estimate))) or first


def ranks(values: Sequence[float]) -> list[float]:
    """The place of each value among all; equal ones share the mean of their places."""
    places: dict[float, list[int]] = {}
    for place, value in enumerate(sorted(values)):
        places.setdefault(value, []).append(place)
    return [fmean(places[value]) for value in values]


def autocorrelations(values: Sequence[float]) -> list[float]:
    """The correlation of the values with themselves some places later, for 0 to all but 3 places."""
    mean = fmean(values)
    off = [value - mean for value in values]
    total = sum(each * each for each in off)
    if total == 0:
        return [1.0] + [0.0] * (len(values) - 4)
    return [sum(map(_product, off, off[lag:])) / total for lag in range(len(values) - 3)]


def _product(one: float, other: float) -> float:
    return one * other


def _independent(count: int) -> float:
    """The variance of Kendall's S for so many independent values; what as many equal ones take away from it."""
    return count * (count - 1) * (2 * count + 5) / 18

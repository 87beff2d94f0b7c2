"""A slope that outliers cannot bend: Theil and Sen's median of all pairwise slopes, with Sen's confidence interval.

P. K. Sen, "Estimates of the regression coefficient based on Kendall's tau", Journal of the American Statistical
Association 63 (1968), 1379-1389. Up to 29 % of the samples may be arbitrarily wrong without moving the estimate
beyond all bounds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist, median

#: How sure an interval is.
CONFIDENCE = 0.95
#: Series are thinned to this many samples: the number of pairs grows with the square.
MOST_SAMPLES = 200


@dataclass(frozen=True, slots=True)
class Slope:
    """The change of y for one of x: the estimate, and the interval that has the true one with ``confidence``."""

    estimate: float
    low: float
    high: float
    confidence: float = CONFIDENCE

    @property
    def rises(self) -> bool:
        """True when the whole interval is above zero."""
        return self.low > 0

    def scaled(self, factor: float) -> Slope:
        """The same slope in other units."""
        return Slope(self.estimate * factor, self.low * factor, self.high * factor, self.confidence)


def theil_sen(x: Sequence[float], y: Sequence[float]) -> Slope | None:
    """The robust slope of ``y`` over ``x``; None for fewer than three samples, which tell no interval."""
    points = _thinned(sorted(zip(x, y, strict=True)))
    pairs = [(later, point) for index, point in enumerate(points) for later in points[index + 1 :]]
    slopes = sorted((after[1] - before[1]) / (after[0] - before[0]) for after, before in pairs if after[0] > before[0])
    if len(points) < 3 or not slopes:
        return None
    low, high = _interval(slopes, len(points))
    return Slope(median(slopes), low, high)


def _interval(slopes: Sequence[float], samples: int) -> tuple[float, float]:
    """The slopes at the two ranks that the normal approximation of Kendall's S gives (section 4 of the paper)."""
    spread = NormalDist().inv_cdf((1 + CONFIDENCE) / 2) * sqrt(samples * (samples - 1) * (2 * samples + 5) / 18)
    first = int((len(slopes) - spread) / 2)
    last = int((len(slopes) + spread) / 2) + 1
    return slopes[max(first, 0)], slopes[min(last, len(slopes) - 1)]


def _thinned(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    if len(points) <= MOST_SAMPLES:
        return points
    return [points[index * (len(points) - 1) // (MOST_SAMPLES - 1)] for index in range(MOST_SAMPLES)]

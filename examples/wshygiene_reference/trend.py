"""How fast something grows, told from samples with noise and jumps in them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from statistics import median

#: Samples that are enough for a slope; more are thinned out, since the pairs grow with the square.
MOST_SAMPLES = 120


def growth_rate(samples: Sequence[tuple[float, float]]) -> float:
    """The slope of ``(seconds, value)`` samples, in value per second, after Theil and Sen.

    It is the median of the slopes between all pairs, which up to 29 % of wild samples leave unmoved (P. K. Sen, 1968,
    "Estimates of the regression coefficient based on Kendall's tau"). Fewer than two different times give 0.
    """
    slopes = [(after - before) / (late - early) for (early, before), (late, after) in _pairs(samples) if late > early]
    return median(slopes) if slopes else 0.0


def _pairs(samples: Sequence[tuple[float, float]]) -> combinations[tuple[tuple[float, float], tuple[float, float]]]:
    step = -(-len(samples) // MOST_SAMPLES)
    return combinations(samples[:: max(1, step)], 2)

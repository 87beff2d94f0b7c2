"""Leaks are told from what only looks so, and when memory will be full is told with how sure that is."""

from __future__ import annotations

from itertools import permutations
from statistics import fmean, pvariance

import pytest
from hypothesis import given
from hypothesis.strategies import floats, integers, lists

from wshygiene_reference.operation.explained import season, without_season
from wshygiene_reference.operation.prediction import FEWEST, Prediction, Verdict, predict
from wshygiene_reference.trend import Slope, autocorrelations, inflation, mann_kendall, ranks, theil_sen

from .series import BASE, BEGUN, LEAKING, LOADED, MEGABYTE, MINUTE, STILL, Series, make

LIMIT = BASE * 5
#: Series of each kind. `python tests/benchmarks/prediction_quality.py` judges ten times as many.
SEEDS = range(30)


def judged(kind: str) -> list[tuple[Series, Prediction]]:
    """All series of a kind, with what is said about them."""
    return [(each, predict(each.samples, LIMIT, each.load)) for each in (make(kind, seed) for seed in SEEDS)]


@pytest.mark.parametrize("kind", [*STILL, "more and more connections", "part of a day"])
def test_what_only_looks_like_a_leak_is_none(kind: str) -> None:
    false = [series for series, said in judged(kind) if said.verdict is Verdict.GROWING]
    assert len(false) <= len(SEEDS) // 30


@pytest.mark.parametrize("kind", [*LEAKING, "leak in part of a day"])
def test_leaks_are_told_and_their_time_is_in_the_interval(kind: str) -> None:
    told = [(series, said) for series, said in judged(kind) if said.verdict is Verdict.GROWING]
    assert len(told) >= 0.85 * len(SEEDS)
    hits = []
    for series, said in told:
        assert said.left is not None
        true = series.until(LIMIT)
        hits.append(said.left.earliest <= true and (said.left.latest is None or true <= said.left.latest))
    assert sum(hits) >= 0.85 * len(hits)


def test_without_its_load_a_leak_in_traffic_is_seldom_told() -> None:
    """What the load is for: the same series, judged with and without it."""
    leaks = [make("leak in part of a day", seed) for seed in SEEDS]
    blind = sum(predict(each.samples, LIMIT).verdict is Verdict.GROWING for each in leaks)
    seeing = sum(predict(each.samples, LIMIT, each.load).verdict is Verdict.GROWING for each in leaks)
    assert blind < seeing / 2


def line(count: int, rise: float = 1.0, start: float = 0.0) -> list[tuple[float, float]]:
    """Samples a minute apart that rise by so much each."""
    return [(index * MINUTE, start + rise * index) for index in range(count)]


def test_a_straight_line_reaches_its_limit_when_it_does() -> None:
    said = predict(line(101), limit=200)
    assert said.verdict is Verdict.GROWING
    assert said.left is not None
    assert said.left.likely == pytest.approx(100 * MINUTE)
    assert said.left.earliest == pytest.approx(100 * MINUTE)
    assert said.left.latest == pytest.approx(100 * MINUTE)


def test_a_limit_that_is_behind_leaves_no_time() -> None:
    said = predict(line(101), limit=50)
    assert said.left is not None
    assert (said.left.earliest, said.left.likely, said.left.latest) == (0, 0, 0)


def test_too_few_samples_are_said_to_be() -> None:
    assert predict(line(FEWEST - 1), limit=100) == Prediction(
        Verdict.UNKNOWN, f"{FEWEST - 1} samples are too few, {FEWEST} are needed"
    )


@pytest.mark.parametrize("kind", BEGUN)
def test_a_leak_that_has_begun_is_told_or_not_judged_yet(kind: str) -> None:
    said = [said.verdict for _, said in judged(kind)]
    assert said.count(Verdict.NO_TREND) <= 0.15 * len(said)
    assert said.count(Verdict.GROWING) >= 0.3 * len(said)


def test_what_has_only_just_begun_is_said_to_have() -> None:
    begun = [(index * MINUTE, max(0.0, 2.0 * (index - 70)) + index * 7 % 5) for index in range(100)]
    said = predict(begun, limit=1000)
    assert said.reason == "it is higher than ever, but has not been for long enough"
    assert (said.verdict, said.left) == (Verdict.UNKNOWN, None)


@pytest.mark.parametrize("at", range(5, 100, 10))
def test_a_step_is_no_trend_wherever_it_is(at: int) -> None:
    step = [(index * MINUTE, 100.0 * (index >= at) + index * 7 % 5) for index in range(100)]
    assert predict(step, limit=1000).verdict is not Verdict.GROWING


def test_memory_that_rises_just_as_the_connections_do_is_not_judged() -> None:
    said = predict(line(100, 5.0), limit=1000, load=[float(index) for index in range(100)])
    assert (said.verdict, said.reason) == (Verdict.UNKNOWN, "it rises as the load does")


def test_a_value_that_never_changes_has_no_trend() -> None:
    said = predict(line(100, 0.0, start=7.0), limit=1000, load=[3.0] * 100)
    assert said.verdict is Verdict.NO_TREND


def test_a_load_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError) as error:
        predict(line(40), 1, load=[1.0])
    assert str(error.value) == "1 figures of the load for 40 samples."


@pytest.mark.parametrize("values", [(1, 2, 3, 4, 5), (1, 1, 2, 3, 4), (1, 1, 1, 2, 2), (3, 3, 3, 3, 3)])
def test_the_variance_of_kendalls_s_is_that_over_all_orders(values: tuple[int, ...]) -> None:
    """Ties and all: by counting every order that the values could have come in."""
    counted = [mann_kendall(order).s for order in permutations(values)]
    assert fmean(counted) == 0
    assert mann_kendall(values).variance == pytest.approx(pvariance(counted))


@pytest.mark.parametrize(("values", "chance"), [(range(10), 0.0001), ([1, 2] * 20, 0.5), (range(10, 0, -1), 1.0)])
def test_the_chance_of_a_rise_is_small_only_where_there_is_one(values: list[float], chance: float) -> None:
    assert mann_kendall(list(values)).p_rising == pytest.approx(chance, abs=0.15 if chance == 0.5 else 0.0001)


@given(lists(floats(-1e6, 1e6), min_size=4, max_size=60))
def test_backwards_it_is_the_opposite(values: list[float]) -> None:
    assert mann_kendall(values).s == -mann_kendall(values[::-1]).s
    assert inflation(values) >= 1
    assert sorted(ranks(values)) == sorted(ranks(values[::-1]))


@given(floats(-100, 100), floats(-100, 100), integers(5, 60))
def test_the_slope_of_a_line_is_in_its_interval_whatever_the_autocorrelation(
    rise: float, start: float, count: int
) -> None:
    slope = theil_sen(line(count, rise, start), factor=10)
    assert slope is not None
    assert slope.low <= slope.estimate <= slope.high
    assert slope.estimate == pytest.approx(rise / MINUTE, abs=1e-9)


def test_autocorrelation_widens_an_interval() -> None:
    noisy = make("slow leak", 1).samples
    narrow, wide = theil_sen(noisy), theil_sen(noisy, factor=9)
    assert isinstance(narrow, Slope)
    assert isinstance(wide, Slope)
    assert wide.high - wide.low == pytest.approx(3 * (narrow.high - narrow.low), rel=0.1)
    assert wide.estimate == narrow.estimate


def test_a_season_is_found_and_taken_out_and_a_trend_is_not() -> None:
    day = [0, 5, 9, 10, 7, 3, -2, -4, -5, -3, -2, -1]
    series = [(index * MINUTE, day[index % 12] + 0.5 * index) for index in range(60)]
    rest = [value - 0.5 * index for index, (_, value) in enumerate(series)]
    assert season(rest) == 12
    assert season([1.0] * 60) is None
    left = [value - 0.5 * index for index, (_, value) in enumerate(without_season(series))]
    assert max(left) - min(left) == pytest.approx(0, abs=1e-9)


def test_equal_values_have_no_autocorrelation() -> None:
    assert autocorrelations([2.0] * 6) == [1.0, 0.0, 0.0]
    assert inflation([2.0] * 6) == 1


def test_series_of_a_seed_are_always_the_same() -> None:
    for kind in (*STILL, *LEAKING, *LOADED):
        assert make(kind, 3) == make(kind, 3) != make(kind, 4)
    assert make("fast leak", 0).slope * MINUTE * 60 < 400 * MEGABYTE

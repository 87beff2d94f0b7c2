"""The arithmetic of a churn: paces, robust slopes, and the plot of a result."""

from __future__ import annotations

import sys
from xml.etree import ElementTree

import pytest

from pytest_wshygiene.churn import cycles
from pytest_wshygiene.churn.cycles import Cycles, Measured
from pytest_wshygiene.churn.paths import Roots
from pytest_wshygiene.churn.record import Figures, Growth, Recovery, Series
from pytest_wshygiene.churn.result import ChurnResult
from pytest_wshygiene.churn.series import Differing, Pace, pace, paces, rises
from pytest_wshygiene.churn.slope import Slope, theil_sen
from pytest_wshygiene.churn.tracking import Rising


@pytest.mark.parametrize(
    ("values", "suspect"),
    [
        ([0, 1, 2, 3, 4, 5, 6, 7], True),
        ([0, 2, 3, 5, 6, 8, 9, 10], True),  # something each time
        ([0, 0, 2, 3, 4, 5, 6, 7], True),  # a whole multiple in all, told a cycle late
        ([0, 1, 1, 1, 1, 1, 1, 1], False),  # a cache that fills
        ([0, 7, 7, 7, 7, 7, 7, 7], False),  # seven that each cycle replaces: those from before are out of sight
        ([0, 0, 0, 1, 1, 1, 2, 2], False),
        ([7, 6, 5, 4, 3, 2, 1, 0], False),
        ([3, 3, 3, 3, 3, 3, 3, 3], False),
    ],
)
def test_what_every_cycle_leaves_is_suspect(values: list[int], suspect: bool) -> None:
    samples = [{"open socket": value} for value in values]
    assert bool(paces(samples)) is suspect


def test_a_plateau_does_not_go_on() -> None:
    first = pace([0, 1, 2, 3])
    assert first.goes_on(pace([10, 11, 12, 13]))
    assert not first.goes_on(pace([10, 10, 10, 10]))
    assert not first.goes_on(pace([10, 11, 11, 11]))


@pytest.mark.parametrize(
    ("values", "text"),
    [([0, 1, 2], "+1 per cycle"), ([0, 1, 4, 5], "+1 to +3 per cycle"), ([0, 0, 1], "+0.5 per cycle in the mean")],
)
def test_a_pace_is_told_as_exactly_as_it_is_known(values: list[int], text: str) -> None:
    assert str(pace(values)) == text


def test_the_samples_of_a_soak_keep_only_what_has_changed() -> None:
    first = {f"live app.Class{number}": number for number in range(500)} | {"open task": 1, "open timer": 1}
    now = {name: number for name, number in first.items() if name != "open timer"} | {"open task": 3, "threads": 2}
    sample = Differing(first, now)

    assert dict(sample) == now | {"open timer": 0}
    assert (len(sample), sample.get("open socket", 0)) == (503, 0)
    assert sample.notes < sys.getsizeof(now) / 10


def test_outliers_do_not_bend_the_slope() -> None:
    values = [float(3 * index) for index in range(21)]
    values[5], values[15] = 5_000.0, -5_000.0

    slope = theil_sen(range(21), values)

    assert slope is not None
    assert slope.estimate == 3
    assert slope.low <= 3 <= slope.high
    assert slope.rises


def test_noise_has_zero_in_its_interval() -> None:
    slope = theil_sen(range(20), [(-1) ** index * (index % 7) for index in range(20)])
    assert slope is not None
    assert slope.low <= 0 <= slope.high


def test_two_samples_tell_no_interval() -> None:
    assert theil_sen([0, 1], [0, 1]) is None


def test_what_has_settled_does_not_rise() -> None:
    filled = [min(index, 10) for index in range(40)]
    assert not rises(range(40), filled)
    assert rises(range(40), list(range(40)))


def test_recovery_is_a_share_of_what_was_needed() -> None:
    assert Recovery(1000, 200).share == 0.8
    assert Recovery(0, 0).share == 1.0


def test_the_plot_is_a_document_that_escapes_names() -> None:
    name = "app.ROOMS['<b>&\"']"
    growth = Growth("container", name, Pace(0, 7, 7, 1, 1))
    series = Series(tuple(range(8)), {name: tuple(range(8))}, tuple(40_000_000 + index for index in range(8)))
    result = ChurnResult("`visit`", "test_it.py::test_<x>", (growth,), Figures(7, 0.01, Slope(1, 0, 2)), series)

    root = ElementTree.fromstring(result.plot)

    words = "".join(root.itertext())
    assert f"{name}: +1 per cycle" in words
    assert "own memory of the process, MB" in words
    assert "prefers-color-scheme: dark" in words
    assert len(root.findall("{http://www.w3.org/2000/svg}polyline")) == 2
    assert result.as_json()["figures"]["process_mb_per_hour"]["estimate"] == pytest.approx(0.36)


def test_the_hours_of_a_long_run_go_by_the_clock() -> None:
    assert Measured(is_long=True, weights=[2, 3], elapsed=10.0).time == 2.0


def test_what_watching_takes_is_no_growth_of_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two samples, a look that takes 5 MB, and a sample after it; the memory is given, as a real one is too noisy."""
    given = iter([100_000_000, 100_000_000, 105_000_000, 105_000_000])
    monkeypatch.setattr(cycles, "process_memory", lambda: next(given, 105_000_000))
    program, found, rising = Cycles(None, Roots((), ()), 0.0, ""), Measured(is_long=True), Rising(Roots((), ()))
    for number in range(3):
        program._sample(found, rising, number)
    assert max(found.memory) - min(found.memory) < 100_000

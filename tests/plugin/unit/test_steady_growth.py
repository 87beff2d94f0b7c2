"""Slow growth of a size is told from what fills, breathes and wanders, however the samples of a run happen to lie."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import accumulate
from random import Random

import pytest

from pytest_wshygiene.churn.paths import Roots
from pytest_wshygiene.churn.series import goes_up, trends
from pytest_wshygiene.churn.steady import grows_steadily
from pytest_wshygiene.churn.tracking import Rising, Sizes

Path = list[int]
#: Cycles and samples: a soak of two seconds, the same on a machine with no time for it, one of twenty minutes, ...
RUNS = [(519, 20), (520, 20), (521, 13), (520, 6), (1200, 120), (4000, 120), (20_000, 120)]


def sampled(path: Path, samples: int, seed: int = 0) -> tuple[list[int], list[int]]:
    """Some sizes of a path that has one for every cycle, at pauses that differ as those of a soak do."""
    cycles = len(path) - 1
    gaps = [0.5 + (0.618 * (seed + index)) % 1 for index in range(samples)]
    at = sorted({0, *(round(cycles * end / sum(gaps)) for end in accumulate(gaps))})
    return at, [path[cycle] for cycle in at]


def walked(cycles: int, step: Callable[[int, int], int]) -> Path:
    """A path that begins at 0; ``step`` returns the size after a cycle from its number and the size before."""
    path = [0]
    for cycle in range(cycles):
        path.append(step(cycle, path[-1]))
    return path


@pytest.mark.parametrize(("cycles", "samples"), RUNS)
@pytest.mark.parametrize("every", [1, 2, 3, 5, 7, 11, 13, 20, 26, 30, 37, 43, 50])
def test_one_entry_in_every_few_cycles_is_growth(cycles: int, samples: int, every: int) -> None:
    for phase in {0, 1, every // 2, every - 1}:
        for cut in range(3):  # n mod 3 and the like must not matter
            path = [(cycle + phase) // every for cycle in range(cycles + cut + 1)]
            assert grows_steadily(*sampled(path, samples, cut)), (phase, cut)


@pytest.mark.parametrize("every", [100, 200, 400])
@pytest.mark.parametrize("cycles", [4000, 12_000, 60_000])
def test_one_entry_in_hundreds_of_cycles_is_growth_in_a_long_soak(cycles: int, every: int) -> None:
    for phase in range(0, every, every // 4):
        assert grows_steadily(*sampled([(cycle + phase) // every for cycle in range(cycles + 1)], 120)), phase


def test_few_entries_are_not_called_growth() -> None:
    for entries in range(4):
        path = [cycle * entries // 600 for cycle in range(601)]
        assert not grows_steadily(*sampled(path, 120)), entries


@pytest.mark.parametrize(("cycles", "samples"), RUNS)
@pytest.mark.parametrize("full_at", [0.02, 0.1, 0.3, 0.5, 0.6, 0.7])
def test_what_is_full_one_day_is_quiet(cycles: int, samples: int, full_at: float) -> None:
    bound = int(cycles * full_at)
    for every in (1, 3):
        path = [min(cycle, bound) // every for cycle in range(cycles + 1)]
        for seed in range(5):
            assert not grows_steadily(*sampled(path, samples, seed)), (every, seed)


@pytest.mark.parametrize(("cycles", "samples"), [run for run in RUNS if run[1] >= 20])
def test_what_has_been_full_for_a_fifth_of_the_run_is_quiet(cycles: int, samples: int) -> None:
    path = [min(cycle, int(cycles * 0.8)) for cycle in range(cycles + 1)]
    assert not grows_steadily(*sampled(path, samples))


@pytest.mark.parametrize(("cycles", "samples"), RUNS)
@pytest.mark.parametrize("period", [0.13, 0.3, 0.5, 0.7, 0.9])
def test_what_fills_and_is_cleared_is_quiet(cycles: int, samples: int, period: float) -> None:
    length = int(cycles * period)
    for phase in range(0, length, length // 10):
        cleared = [(cycle + phase) % length for cycle in range(cycles + 1)]
        halved = walked(cycles, lambda _, size: size + 1 if size < length else length // 2)
        assert not grows_steadily(*sampled(cleared, samples)), phase
        assert not grows_steadily(*sampled(halved, samples)), phase


def _wandering(random: Random, cycles: int) -> Iterator[tuple[str, Path]]:
    yield "walk", walked(cycles, lambda _, size: size + random.choice((-1, 0, 1)))
    yield "slow walk", walked(cycles, lambda _, size: size + (random.choice((-1, 1)) if random.random() < 0.05 else 0))
    yield "queue", walked(cycles, lambda _, size: max(size + random.choice((-1, 0, 1)), 0))
    yield "noise", [random.randrange(10) for _ in range(cycles + 1)]
    yield "load", walked(cycles, lambda _, size: round(0.9 * size + random.gauss(5, 5)))


@pytest.mark.parametrize(("cycles", "samples"), RUNS)
def test_what_wanders_is_hardly_ever_called_growth(cycles: int, samples: int) -> None:
    random, found = Random(cycles), []
    for _ in range(400_000 // cycles // 8 + 8):
        found += [grows_steadily(*sampled(path, samples)) for _, path in _wandering(random, cycles)]
    assert sum(found) <= 0.02 * len(found)


@pytest.mark.parametrize(("cycles", "samples"), RUNS)
@pytest.mark.parametrize("keys", [0.05, 0.2])
def test_a_cache_of_random_keys_is_quiet(cycles: int, samples: int, keys: float) -> None:
    random, number = Random(1), max(int(cycles * keys), 2)
    seen: set[int] = set()

    def step(_: int, size: int) -> int:
        seen.add(random.randrange(number))
        return len(seen)

    path = walked(cycles, step)
    assert not grows_steadily(*sampled(path, samples))


@pytest.mark.parametrize(("cycles", "samples"), [run for run in RUNS if run[1] >= 13])
def test_growth_shows_through_what_comes_and_goes(cycles: int, samples: int) -> None:
    random = Random(5)
    busy = [cycle // 3 + random.randrange(10) for cycle in range(cycles + 1)]
    breathing = walked(cycles, lambda cycle, size: size + {0: 5, 10: -3}.get(cycle % 20, 0))
    now_and_then = walked(cycles, lambda _, size: size + (random.random() < 0.2))
    for path in (busy, breathing, now_and_then):
        assert grows_steadily(*sampled(path, samples))


@pytest.mark.parametrize(("cycles", "samples"), [run for run in RUNS if run[1] >= 20])
def test_growth_after_a_cache_has_filled_is_growth(cycles: int, samples: int) -> None:
    path = [min(cycle * 5000 // cycles, 1000) + cycle // 3 for cycle in range(cycles + 1)]
    assert grows_steadily(*sampled(path, samples))


@pytest.mark.parametrize("at", [3, 20, 60, 110])
def test_one_odd_sample_hides_nothing(at: int) -> None:
    cycles, sizes = sampled([cycle // 3 for cycle in range(4001)], 120)
    sizes[at] += 5000
    assert grows_steadily(cycles, sizes)
    sizes[at] = 0
    assert grows_steadily(cycles, sizes)


def test_few_cycles_are_enough_where_each_leaves_something() -> None:
    assert goes_up([0, 1, 2, 3], [0, 1, 2, 3])
    assert goes_up([0, 1, 2, 3], [4, 5, 8, 9])
    assert not goes_up([0, 1, 2, 3], [0, 1, 2, 2])


def test_a_trend_is_told_by_the_cycle() -> None:
    cycles, sizes = sampled([cycle // 3 for cycle in range(520)], 20)
    found = trends([{"live app.Room": size, "threads": 3} for size in sizes], cycles)
    assert list(found) == ["live app.Room"]
    assert found["live app.Room"].per_cycle == pytest.approx(1 / 3, rel=0.01)


@pytest.mark.parametrize("gone", [0, 1, 5000])
def test_a_long_run_follows_what_is_there_what_is_replaced_and_what_is_made_later(gone: int) -> None:
    others = [[0] * 3 for _ in range(gone)]  # something made later may be at the address of one of these
    rooms: dict[str, list[object]] = {"early": [], "recent": [], "pool": []}
    registry = {"rooms": rooms, "seen": ()}
    rising = Rising(Roots(("registry",), (registry,)))
    del others
    for number in range(40):
        for name in ("early", "late") if number > 5 else ("early",):
            rooms.setdefault(name, []).append(number)
        registry["seen"] = (*registry["seen"], number)
        rooms["recent"] = [*rooms["recent"], number][-7:]
        rooms["pool"] += [number] if number < 12 else []
        rising.sample(3)
        if rising.is_due:
            rising.look()

    found = {tracked.path: str(tracked.pace()) for tracked in rising.judged() if tracked.path}

    assert found == {
        "registry['rooms']['early']": "+0.333 per cycle in the mean",
        "registry['rooms']['late']": "+0.333 per cycle in the mean",
        "registry['seen']": "+0.333 per cycle in the mean",
    }


def test_a_larger_copy_at_the_address_of_the_first_is_measured_by_its_path() -> None:
    hub = Hub()
    hub.copies = [0]
    first = id(hub.copies)
    sizes = Sizes(Roots(("hub",), (hub,)))
    while True:
        hub.copies = [*hub.copies, 0]
        if id(hub.copies) == first:
            break
    [tracked] = [each for each in sizes.larger(1) if each.path == "hub.copies"]
    hub.copies = [*hub.copies, 0]
    tracked.measure()
    assert list(tracked.sizes) == [1, len(hub.copies) - 1, len(hub.copies)]


def test_entries_whose_keys_are_written_alike_do_not_replace_each_other() -> None:
    hub = Hub()
    hub.texts = {object(): "x" * length for length in range(17, 0, -1)}
    sizes = Sizes(Roots(("hub",), (hub,)))
    assert sizes.larger(1) == []
    hub.texts = {"one": "x"}
    sizes = Sizes(Roots(("hub",), (hub,)))
    hub.texts["one"] = "xx"
    assert [each.path for each in sizes.larger(1)] == ["hub.texts['one']"]


class Hub:
    """Something with containers that are replaced when they grow, or whose entries are."""

    copies: list[int]
    texts: dict[object, str]

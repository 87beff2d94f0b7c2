"""Growth that only repetition shows: run a scenario a prime number of times and look for exact multiples.

Whatever grows by the same whole number in every cycle, or by a multiple of the cycles in all, was left behind by the
scenario; what a cache or an allocator adds once is not. The number of cycles is prime so that nothing divides by it
by accident.
"""

from __future__ import annotations

import gc
import inspect
from asyncio import TimerHandle, _get_running_loop, sleep
from collections import defaultdict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from pytest_wshygiene.ownership import acting_for
from pytest_wshygiene.references import module_of
from pytest_wshygiene.settle import turn_loops

if TYPE_CHECKING:
    from pytest_wshygiene.watching.session import SessionWatch

#: Cycles that are counted, and cycles before them that fill caches.
CYCLES, WARM_UP = 7, 2
_CACHE = type(lru_cache(len))

Scenario = Callable[[], Coroutine[Any, Any, Any]]


def _cached(everything: list[Any]) -> set[int]:
    """What bounded ``lru_cache``s hold, keys and results: they fill up once, however slowly."""
    found: set[int] = set()
    for thing in everything:
        if type(thing) is _CACHE and thing.cache_parameters()["maxsize"] is not None:
            for entry in gc.get_referents(thing):
                found.add(id(entry))
                found.update(map(id, gc.get_referents(entry)))
    return found


def _plain(result: Any) -> None:
    """Refuse a coroutine that nobody would await: its scenario would never have run."""
    if inspect.iscoroutine(result):
        result.close()
        raise TypeError("the scenario returns a coroutine: pass a coroutine function, and await the call.")


@dataclass(frozen=True, slots=True)
class Growth:
    """Something that every cycle left behind: what, and how many of it per cycle."""

    what: str
    per_cycle: int

    def __str__(self) -> str:
        return f"{self.what}: +{self.per_cycle} per cycle"


class Churn:
    """``wshygiene_churn(scenario)``; with a coroutine function, ``await wshygiene_churn(scenario)``."""

    def __init__(self, watch: SessionWatch, item: pytest.Item) -> None:
        self._watch = watch
        self._item = item

    def __call__(self, scenario: Callable[[], Any], cycles: int = CYCLES, warm_up: int = WARM_UP) -> Any:
        """Run ``scenario`` ``warm_up`` + ``cycles`` times and fail on anything that grows by the cycle.

        Returns the list of growths, which is empty when the call returns at all. Raises ValueError for fewer than
        two cycles.
        """
        if cycles < 2:
            raise ValueError(f"cycles = {cycles}: growth needs at least 2 cycles to be told from a first use.")
        if inspect.iscoroutinefunction(scenario):
            return self._run_async(scenario, cycles, warm_up)
        for _ in range(warm_up):
            _plain(scenario())
        counts = [self._count()]
        for _ in range(cycles):
            _plain(scenario())
            counts.append(self._count())
        return self._verdict(counts)

    async def _run_async(self, scenario: Scenario, cycles: int, warm_up: int) -> list[Growth]:
        for _ in range(warm_up):
            await scenario()
        counts = [await self._count_inside()]
        for _ in range(cycles):
            await scenario()
            counts.append(await self._count_inside())
        return self._verdict(counts)

    async def _count_inside(self) -> dict[str, int]:
        with acting_for(None):
            for _ in range(5):
                await sleep(0.001)
        return self._count()

    def _count(self) -> dict[str, int]:
        if _get_running_loop() is None:
            turn_loops(0.001)
        gc.collect()
        counted: defaultdict[str, int] = defaultdict(int)
        account = self._watch.account_of(self._item)
        if account is not None and self._watch.inspector is not None:
            for suspect in self._watch.inspector.suspects(account):
                counted[f"open {suspect.record.kind}"] += 1
            for registry in self._watch.inspector.census.registries:
                counted[f"entries of {registry.name}"] = len(registry.entries())
        everything = gc.get_objects()
        cached = _cached(everything)
        for thing in everything:
            cls = type(thing)
            if id(thing) in cached or (TimerHandle in cls.__mro__ and thing.cancelled()):
                continue
            module = module_of(cls)
            if module and not module.startswith(("builtins", "pytest_wshygiene", "_pytest", "pluggy", "weakref")):
                counted[f"live {module}.{cls.__qualname__}"] += 1
        return dict(counted)  # a plain dictionary: what is kept between cycles must not be counted itself

    def _verdict(self, counts: list[dict[str, int]]) -> list[Growth]:
        cycles = len(counts) - 1
        names = {name for count in counts for name in count}
        growths = []
        for name in sorted(names):
            steps = [after.get(name, 0) - before.get(name, 0) for before, after in pairwise(counts)]
            total = sum(steps)
            if total > 0 and total % cycles == 0 and all(step > 0 for step in steps):
                growths.append(Growth(name, total // cycles))
        if growths:
            lines = "\n".join(f"    {growth}" for growth in growths)
            pytest.fail(f"WSH300 growth: something grew in each of {cycles} cycles.\n{lines}", pytrace=False)
        return growths

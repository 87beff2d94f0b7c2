"""What the ``wshygiene_churn`` fixture gives to a test."""

from __future__ import annotations

import inspect
import sys
import threading
import time
from asyncio import _get_running_loop, sleep
from collections.abc import Awaitable, Callable, Generator, Iterator
from types import CodeType, FunctionType, MethodType
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from pytest_wshygiene.churn.cycles import RUN, Cycles, Measured
from pytest_wshygiene.churn.explaining import Explainer
from pytest_wshygiene.churn.paths import roots_of
from pytest_wshygiene.churn.result import ChurnResult, Figures, Series
from pytest_wshygiene.churn.slope import theil_sen
from pytest_wshygiene.churns import keep
from pytest_wshygiene.ownership import acting_for
from pytest_wshygiene.probes.loops import trio_pause
from pytest_wshygiene.real import REAL
from pytest_wshygiene.settle import turn_loops

if TYPE_CHECKING:
    from pytest_wshygiene.watching.session import SessionWatch

#: Cycles that are judged, and cycles before them that fill caches.
CYCLES, WARM_UP = 7, 2
Outcome = TypeVar("Outcome")
Program = Generator[float, float, Outcome]
Scenario = Callable[[], Awaitable[Any]]


class Churn:
    """``wshygiene_churn(scenario)``; with a coroutine function, ``await wshygiene_churn(scenario)``."""

    def __init__(self, watch: SessionWatch, item: pytest.Item) -> None:
        self._watch = watch
        self._item = item

    def __call__(self, scenario: Callable[[], Any], cycles: int = CYCLES, warm_up: int = WARM_UP) -> Any:
        """Run ``scenario`` ``warm_up`` + ``cycles`` times and fail on anything that every cycle leaves behind.

        Where something seems to grow, the scenario is run more often: as many cycles again, and some between and
        after. Returns a ``ChurnResult`` (a coroutine function: an awaitable of one). Raises ValueError for fewer than
        two cycles.
        """
        if cycles < 2:
            raise ValueError(f"cycles = {cycles}: growth needs at least 2 cycles to be told from a first use.")
        if warm_up < 0:
            raise ValueError(f"warm_up = {warm_up}: give the cycles before the judged ones, 0 or more.")
        program = self._judged(scenario, cycles, warm_up)
        if inspect.iscoroutinefunction(scenario):
            return _drive_inside(program, scenario)
        return _drive(program, scenario)

    def _judged(self, scenario: Any, cycles: int, warm_up: int) -> Program[ChurnResult]:
        """The whole program, judged and told."""
        terms, root = self._watch.terms, str(self._watch.config.rootpath)
        account = self._watch.account_of(self._item)
        roots = roots_of(scenario, getattr(self._item, "funcargs", {}).items())
        measuring = Cycles(self._watch.inspector, roots, (account.terms if account else terms).settle, root)
        explainer = Explainer(self._watch.inspector, root, roots, [*_codes(scenario), *_codes(_function(self._item))])
        found = yield from measuring.judge(cycles, warm_up)
        explainer.strike_off(found)
        if not found.is_quiet:
            found = yield from measuring.confirm(found, cycles)
        growths = explainer.growths(found) if not found.is_quiet else ()
        result = ChurnResult(
            _name(scenario),
            self._item.nodeid,
            growths,
            _figures(found, cycles),
            _series(found, growths),
            notes=_notes(found),
        )
        keep(self._item, result)
        if growths:
            pytest.fail(result.text, pytrace=False)
        return result


def _figures(found: Measured, cycles: int) -> Figures:
    process = theil_sen(range(len(found.memory)), found.memory)
    return Figures(cycles, found.time, process, found.live.slope() if found.live is not None else None)


def _series(found: Measured, growths: tuple[Any, ...]) -> Series:
    samples = found.samples
    values = {growth.what: tuple(sample.get(growth.what, 0) for sample in samples) for growth in growths}
    values |= {
        growth.what: tuple(tracked.sizes)
        for tracked in found.tracked
        for growth in growths
        if growth.what == tracked.path
    }
    return Series(tuple(range(len(samples))), values, tuple(found.memory))


def _notes(found: Measured) -> tuple[str, ...]:
    notes = found.live.lines() if found.live is not None else []
    if found.error is not None:
        notes.append(f"the cycles could not be repeated: {type(found.error).__name__}: {found.error}")
    return tuple(notes)


def _drive(program: Program[Outcome], scenario: Callable[[], Any]) -> Outcome:
    """Do what the program asks for, without a running loop."""

    def perform(step: float) -> None:
        if step == RUN:
            _plain(scenario())
        elif not turn_loops(step) and threading.active_count() > 1:  # else nothing can change meanwhile
            REAL.sleep(step)

    try:
        step = next(program)
        while True:
            step = _send(program, lambda: perform(step))  # noqa: B023 - called before the next step is known
    except StopIteration as end:
        result: Outcome = end.value
        return result


async def _drive_inside(program: Program[Outcome], scenario: Scenario) -> Outcome:
    """The same in a running loop, which runs on."""
    try:
        step = next(program)
        while True:
            start, failure = time.perf_counter(), None
            try:
                if step == RUN:
                    await scenario()
                else:
                    await _pause(step)
            except BaseException as error:
                failure = error
            step = program.send(time.perf_counter() - start) if failure is None else program.throw(failure)
    except StopIteration as end:
        result: Outcome = end.value
        return result


def _send(program: Program[Outcome], perform: Callable[[], None]) -> float:
    start = time.perf_counter()
    try:
        perform()
    except BaseException as error:
        return program.throw(error)
    return program.send(time.perf_counter() - start)


async def _pause(seconds: float) -> None:
    """Let time pass, and a loop run what is ready a few times."""
    with acting_for(None):
        if _get_running_loop() is None and "trio" in sys.modules:
            await trio_pause(seconds)
            return
        for _ in range(3):
            await sleep(0)
        if seconds:
            await sleep(seconds)


def _plain(result: Any) -> None:
    """Refuse a coroutine that nobody would await: its scenario would never have run."""
    if inspect.iscoroutine(result):
        result.close()
        raise TypeError("the scenario returns a coroutine: pass a coroutine function, and await the call.")


def _name(scenario: Any) -> str:
    name = getattr(scenario, "__qualname__", type(scenario).__qualname__)
    return f"`{name.rpartition('<locals>.')[2]}`"


def _function(item: pytest.Item) -> Any:
    return getattr(item, "function", None)


def _codes(function: Any) -> Iterator[CodeType]:
    """The code of a function, and of those that are written inside it."""
    function = function.__func__ if type(function) is MethodType else function
    waiting = [function.__code__] if type(function) is FunctionType else []
    while waiting:
        code = waiting.pop()
        yield code
        waiting += [constant for constant in code.co_consts if type(constant) is CodeType]

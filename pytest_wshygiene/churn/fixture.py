"""What the ``wshygiene_churn`` fixture gives to a test."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from types import CodeType, FunctionType, MethodType
from typing import TYPE_CHECKING, Any

import pytest

from pytest_wshygiene.churn.aborting import WAYS
from pytest_wshygiene.churn.cycles import Cycles, Measured
from pytest_wshygiene.churn.driving import Program, Scenario, drive, drive_inside
from pytest_wshygiene.churn.explaining import Explainer
from pytest_wshygiene.churn.known import without_known
from pytest_wshygiene.churn.limits import climbing, over
from pytest_wshygiene.churn.paths import roots_of
from pytest_wshygiene.churn.record import Figures, Growth, Limits, Series
from pytest_wshygiene.churn.result import ChurnResult
from pytest_wshygiene.churn.slope import theil_sen
from pytest_wshygiene.churn.soak import Soak, share_of
from pytest_wshygiene.churn.stepping import HANDLER, Plan, stepping
from pytest_wshygiene.churn.storm import Storm
from pytest_wshygiene.churn.writing import write
from pytest_wshygiene.results.churns import keep
from pytest_wshygiene.settings.keys import ASKED
from wshygiene_checks.nearest import did_you_mean

if TYPE_CHECKING:
    from pytest_wshygiene.watching.session import SessionWatch

#: Cycles that are judged, and cycles before them that fill caches.
CYCLES, WARM_UP = 7, 2
#: Seconds that a scenario may still wait for a peer that is gone.
PATIENCE = 5.0
#: Where a soak writes its plot and numbers when no folder was given.
SOAK_FOLDER = "wshygiene-soak"


class Churn:
    """``wshygiene_churn(scenario)``; with a coroutine function, ``await wshygiene_churn(scenario)``."""

    def __init__(self, watch: SessionWatch, item: pytest.Item) -> None:
        self._watch = watch
        self._item = item
        asked = item.config.stash[ASKED]
        self._graphs = asked.graphs
        self._soak = asked.soak
        self._storm: Storm | None = None
        self._written = 0
        self._to_be_awaited: list[str] = []

    def __call__(
        self,
        scenario: Callable[[], Any],
        cycles: int = CYCLES,
        warm_up: int = WARM_UP,
        limits: Limits | None = None,
    ) -> Any:
        """Run ``scenario`` ``warm_up`` + ``cycles`` times and fail on anything that every cycle leaves behind.

        Where something seems to grow, the scenario is run more often: as many cycles again, and some between and
        after. With ``limits``, live memory is traced from the start and judged, too. With ``--wshygiene-soak`` the
        scenario runs for its share of that time. Returns a ``ChurnResult`` (a coroutine function: an awaitable of
        one). Raises ValueError for fewer than two cycles, TypeError for what is no scenario or no ``Limits``.
        """
        if not callable(scenario):
            raise TypeError(f"scenario is of type {type(scenario).__name__}. Give a function, or a coroutine function.")
        if limits is not None and not isinstance(limits, Limits):
            raise TypeError(f"limits is of type {type(limits).__name__}. Give pytest_wshygiene.Limits(...).")
        if cycles < 2:
            raise ValueError(f"cycles = {cycles}: growth needs at least 2 cycles to be told from a first use.")
        if warm_up < 0:
            raise ValueError(f"warm_up = {warm_up}: give the cycles before the judged ones, 0 or more.")
        program = self._judged(scenario, cycles, warm_up, limits)
        if inspect.iscoroutinefunction(scenario):
            self._to_be_awaited.append(_name(scenario))
            return self._awaited(program, scenario)
        return drive(program, scenario)

    async def _awaited(self, program: Program[ChurnResult], scenario: Scenario) -> ChurnResult:
        self._to_be_awaited.remove(_name(scenario))
        return await drive_inside(program, scenario)

    def check_awaited(self) -> None:
        """Fail a test that did not await a call: the scenario has not run once, and nothing was judged."""
        if self._to_be_awaited:
            names = ", ".join(self._to_be_awaited)
            pytest.fail(f"{names} never ran: `await wshygiene_churn(...)` with a coroutine function.", pytrace=False)

    async def storm(self, scenario: Scenario, ways: Sequence[str] = WAYS, patience: float = PATIENCE) -> ChurnResult:
        """Run ``scenario`` with its peer going at each of its awaits, in every way, and ask for the same zero.

        ``ways`` are of "reset" (RST), "abort" (no close frame, 1006), "half-close" (FIN) and "cancel" (of the scenario
        itself). ``patience``: seconds after which a scenario that still waits is told as stuck. Handlers of the test's
        own server take part when they are wrapped by ``wshygiene_churn.handler``. Exceptions that an abort causes are
        the scenario's own affair. Needs a running loop of asyncio's. Raises ValueError for an unknown way.
        """
        for way in ways:
            if way not in WAYS:
                raise ValueError(f'ways: "{way}" is no way to go. Ways: {", ".join(WAYS)}.{did_you_mean(way, WAYS)}')
        root = str(self._watch.config.rootpath)
        roots = roots_of(scenario, getattr(self._item, "funcargs", {}).items())
        storm = self._storm = Storm(self._watch.inspector, roots, root, patience)
        explainer = Explainer(self._watch.inspector, root, roots, _own(scenario, self._item))
        try:
            stayed = await storm.run(scenario, ways, explainer)
        finally:
            self._storm = None
        growths = explainer.after_storm(storm.found, stayed)
        figures, name = Figures(len(storm.aborts), 0.0), _name(scenario)
        growths, known = self._without_known(growths, name)
        result = ChurnResult(name, self._item.nodeid, growths, figures, Series((), {}), is_storm=True, known=known)
        keep(self._item, result)
        if growths:
            pytest.fail(result.text, pytrace=False)
        return result

    def handler(self, function: Callable[..., Awaitable[Any]]) -> Callable[..., Any]:
        """``function``, a server's handler, for a storm: the client goes at each of its awaits, too."""
        return stepping(function, lambda: self._storm.plan if self._storm is not None else Plan(), HANDLER)

    def _judged(self, scenario: Any, cycles: int, warm_up: int, limits: Limits | None) -> Program[ChurnResult]:
        """The whole program: measured, explained, written, and failed where something grew."""
        root = str(self._watch.config.rootpath)
        account = self._watch.account_of(self._item)
        terms = account.terms if account is not None else self._watch.terms
        roots = roots_of(scenario, getattr(self._item, "funcargs", {}).items())
        measuring = Cycles(self._watch.inspector, roots, terms.settle, root)
        explainer = Explainer(self._watch.inspector, root, roots, _own(scenario, self._item))
        with ExitStack() as stack:
            soak = self._soaking(stack)
            if soak is not None:
                found = yield from measuring.soak(warm_up, soak)
            else:
                found = yield from measuring.judge(cycles, warm_up, traced=limits is not None)
        traced = found.live
        explainer.strike_off(found)
        if not found.is_quiet:
            found = yield from measuring.confirm(found, cycles)
        growths = explainer.growths(found) if not found.is_quiet else ()
        figures = _figures(found)
        if limits is not None and traced is not None:
            growths += over(limits, traced, figures)
        if soak is not None and not growths:
            growths += climbing(found.cycles, found.memory, figures)
        result = self._result(scenario, found, growths, figures)
        growths = result.growths
        if soak is not None:
            soak.say(result.text)
        if growths:
            pytest.fail(result.text, pytrace=False)
        return result

    def _without_known(self, growths: tuple[Growth, ...], name: str) -> tuple[tuple[Growth, ...], tuple[str, ...]]:
        account = self._watch.account_of(self._item)
        if account is None:
            return growths, ()
        return without_known(growths, name, account.owner, partial(self._watch.growth_judged, self._item))

    def _soaking(self, stack: ExitStack) -> Soak | None:
        """The soak that this call is, if one was asked for and no other call of this test has been it."""
        if self._soak is None:
            return None
        soak = Soak(self._item, share_of(self._item, self._soak))
        self._soak = None
        self._graphs = self._graphs or self._item.config.rootpath / SOAK_FOLDER
        stack.enter_context(soak.listening())
        return soak

    def _result(self, scenario: Any, found: Measured, growths: tuple[Growth, ...], figures: Figures) -> ChurnResult:
        recovery = found.live.recovery() if found.live is not None else None
        series, name = _series(found, growths), _name(scenario)
        new, known = self._without_known(growths, name)
        result = ChurnResult(name, self._item.nodeid, new, figures, series, recovery, _notes(found), known=known)
        keep(self._item, result)
        self._written += 1
        if self._graphs is not None:
            writing = partial(write, self._graphs, result, self._written)
            self._watch.crashes.guard(writing, None, "the plot of a churn")
        return result


def _figures(found: Measured) -> Figures:
    process = theil_sen(found.cycles, found.memory) if found.memory else None
    return Figures(found.cycles[-1], found.time, process, found.live.slope() if found.live is not None else None)


def _series(found: Measured, growths: tuple[Growth, ...]) -> Series:
    """What was counted over the cycles; containers are measured while the cycles are repeated."""
    cycles = found.cycles
    sizes = {tracked.path: tuple(tracked.sizes) for tracked in found.tracked}
    values = {growth.what: tuple(sample.get(growth.what, 0) for sample in found.samples) for growth in growths}
    values |= {name: each for name, each in sizes.items() if name in values and len(each) == len(cycles)}
    values = {name: each for name, each in values.items() if any(each)}
    return Series(tuple(cycles), values, tuple(found.memory))


def _notes(found: Measured) -> tuple[str, ...]:
    notes = found.live.lines() if found.live is not None else []
    if found.error is not None:
        notes.append(f"the cycles could not be repeated: {type(found.error).__name__}: {found.error}")
    if found.unknown:
        notes.append(f"larger than before, and unknown whether they go on growing: {found.unknown} more")
    return tuple(notes)


def _name(scenario: Any) -> str:
    name = getattr(scenario, "__qualname__", type(scenario).__qualname__)
    return f"`{name.rpartition('<locals>.')[2]}`"


def _own(scenario: Any, item: pytest.Item) -> list[CodeType]:
    return [*_codes(scenario), *_codes(getattr(item, "function", None))]


def _codes(function: Any) -> Iterator[CodeType]:
    """The code of a function, and of those that are written inside it."""
    function = function.__func__ if type(function) is MethodType else function
    waiting = [function.__code__] if type(function) is FunctionType else []
    while waiting:
        code = waiting.pop()
        yield code
        waiting += [constant for constant in code.co_consts if type(constant) is CodeType]

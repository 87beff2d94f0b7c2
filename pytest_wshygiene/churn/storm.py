"""The disconnect storm: the scenario again and again, and each time the peer goes at another of its awaits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from pytest_wshygiene.churn.aborting import CANCEL, cut, streams
from pytest_wshygiene.churn.counting import LIVE, Captured, Replaced, Samples, count, is_plain, only_young
from pytest_wshygiene.churn.cycles import Measured
from pytest_wshygiene.churn.driving import Scenario, let_pass
from pytest_wshygiene.churn.explaining import Explainer
from pytest_wshygiene.churn.placed import OPEN
from pytest_wshygiene.churn.series import pace
from pytest_wshygiene.churn.stayed import Abort, Stayed
from pytest_wshygiene.churn.stepping import HANDLER, SCENARIO, Plan, Stepped, points
from pytest_wshygiene.churn.tracking import Sizes

if TYPE_CHECKING:
    from pytest_wshygiene.churn.paths import Roots
    from pytest_wshygiene.judging.inspector import Inspector

#: Runs that must each leave something behind before that is told, and runs without an abort before the first.
TIMES, WARM_UP = 3, 2
#: Pauses for what is ending after an abort; the longer ones only while more is there than before.
PAUSES = (0.002, 0.01, 0.03, 0.1)


class Storm:
    """Runs one scenario through all aborts; ``plan`` is what a handler that steps along has to tell."""

    def __init__(self, inspector: Inspector | None, roots: Roots, root: str, patience: float) -> None:
        self._inspector = inspector
        self._roots = roots
        self._root = root
        self._patience = patience
        self.plan = Plan(root=root)
        self.found = Measured()
        self.aborts: list[Abort] = []

    async def run(self, scenario: Scenario, ways: Sequence[str], explainer: Explainer) -> list[Stayed]:
        """Everything that stays after some abort."""
        for _ in range(WARM_UP):
            await self._once(scenario, None)
        self.aborts = self._aborts(ways)
        captured = Captured()
        await self._sweep(scenario, captured)  # the first time, what is only for errors is imported and cached
        sizes = Sizes(self._roots)
        with only_young():
            await let_pass(PAUSES[0])
            before = count(self._inspector)
            stuck = await self._sweep(scenario, captured)
            suspects = await self._more_than(before)
            self.found.paces = {name: pace([before.get(name, 0), number]) for name, number in suspects.items()}
            self.found.objects = Samples(self.found.paces)
        await self._what_grows_again(scenario, captured, sizes)
        explainer.strike_off(self.found)
        if self.found.is_quiet:
            return stuck
        return stuck + [
            stayed for abort in self.aborts if (stayed := await self._again(scenario, abort, captured)).paces
        ]

    async def _what_grows_again(self, scenario: Scenario, captured: Captured, sizes: Sizes) -> None:
        """Of the containers that have grown, keep those that one more sweep makes larger again."""
        tracked = sizes.grown(1)
        if tracked:
            await self._sweep(scenario, captured)
            await let_pass(PAUSES[-1])
        self.found.tracked = [each for each in tracked if each.size() > each.sizes[-1]]

    async def _sweep(self, scenario: Scenario, captured: Captured) -> list[Stayed]:
        """All aborts, one after the other; returns those after which the scenario still waits."""
        stuck = []
        for abort in self.aborts:
            if waits_at := await self._once(scenario, abort):
                stuck.append(Stayed(abort, stuck=waits_at))
            captured.forget()
        return stuck

    def _aborts(self, ways: Sequence[str]) -> list[Abort]:
        seen = self.plan.seen
        return [
            Abort(way, side, at, seen[side][at - 1])
            for side in (SCENARIO, HANDLER)
            for at in points(seen[side])
            for way in ways
        ]

    async def _again(self, scenario: Scenario, abort: Abort, captured: Captured) -> Stayed:
        """The same abort several times: what stays each time is no first use of something."""
        names = set(self.found.paces)
        counts: list[dict[str, int]] = []
        sizes: list[list[int]] = []
        replaced = Replaced(names)
        with only_young():
            for turn in range(TIMES + 1):
                if turn:
                    await self._once(scenario, abort)
                    captured.forget()
                    await self._more_than(counts[-1], names)
                counts.append(count(self._inspector))
                sizes.append([tracked.size() for tracked in self.found.tracked])
            series = {name: [each.get(name, 0) for each in counts] for name in names}
            series |= {
                tracked.path: list(each)
                for tracked, each in zip(self.found.tracked, zip(*sizes, strict=True), strict=True)
            }
            paces = {name: found for name, values in series.items() if (found := pace(values)).least > 0}
            if paces:
                self.found.objects = Samples(paces)
        gone = replaced.names(TIMES) if paces else ()
        return Stayed(abort, {name: found for name, found in paces.items() if name not in gone})

    async def _once(self, scenario: Scenario, abort: Abort | None) -> str:
        """Run the scenario with one abort; returns where it still waits when its patience is spent."""
        plan = self.plan = Plan(root=self._root)
        task = asyncio.ensure_future(_run(Stepped(scenario(), plan, SCENARIO)))
        if abort is not None:
            before = {id(transport) for _, transport in streams()}
            plan.side, plan.at = abort.side, abort.at
            plan.act = self._act(abort, before, task)
        await asyncio.wait({task}, timeout=self._patience)
        stuck = "" if task.done() else (plan.seen[SCENARIO] or ["at its start"])[-1]
        while not task.done():
            task.cancel()
            await asyncio.wait({task}, timeout=self._patience)
        error = None if task.cancelled() else task.exception()
        await let_pass(PAUSES[0])
        if abort is None and error is not None:
            raise error
        return stuck if abort is not None and plan.done else ""

    def _act(self, abort: Abort, before: set[int], task: asyncio.Future[Any]) -> Callable[[], None]:
        if abort.way != CANCEL:
            return partial(cut, abort.way, abort.side, before, self._inspector)

        def cancel() -> None:
            waiting = task if abort.side == SCENARIO else asyncio.current_task()
            asyncio.get_running_loop().call_soon((waiting or task).cancel)

        return cancel

    async def _more_than(self, before: dict[str, int], names: set[str] | None = None) -> dict[str, int]:
        """What there is more of than before, of all or of ``names``, after what is ending has had its time."""
        more: dict[str, int] = {}
        for wait in PAUSES:
            await let_pass(wait)
            now = count(self._inspector)
            more = {name: number for name, number in now.items() if number > before.get(name, 0) and _is_told(name)}
            more = more if names is None else {name: number for name, number in more.items() if name in names}
            if not more:
                break
        return more


def _is_told(name: str) -> bool:
    return name.startswith((OPEN, LIVE)) and not is_plain(name)


async def _run(stepped: Stepped) -> Any:
    return await stepped

"""Tasks that only the loop that starts them ever cancels: they run on when the loop itself is cancelled, or fails."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wshygiene_checks.facts import Block, Call
from wshygiene_checks.finding import Finding
from wshygiene_checks.project import Acquisition, Obligation, Project, Unit, obligations_of
from wshygiene_checks.rules.findings import finding, plain, seen, seen_at
from wshygiene_checks.rules.growth.guarantees import runs_on_failure
from wshygiene_checks.rules.tasks.coroutines import coroutine_name, endless_loop, running_time
from wshygiene_checks.rules.tasks.exempt import belongs_to_the_process

CODE = "WSH202"


def left_by_its_loop(project: Project, started: Iterable[tuple[Acquisition, Acquisition]]) -> Iterator[Finding]:
    """Endless tasks in attributes, started and cancelled in one endless loop, and nowhere else."""
    for acquisition, inner in started:
        unit = acquisition.unit
        loop = _loop(unit, acquisition.call) if unit.function.is_async else None
        if loop is None or belongs_to_the_process(unit) or running_time(project, inner) != "endless":
            continue
        for obligation in obligations_of(project, acquisition):
            wait = _wait(unit, obligation, loop) if _is_seen_to_there_only(obligation, loop) else None
            if wait is not None:
                yield _finding(obligation, loop, wait)


def _loop(unit: Unit, start: Call) -> Block | None:
    """The outermost loop without an end of its own around the start of a task."""
    around = [each for each in unit.blocks_around(start.block) if each.kind == "while" and endless_loop(unit, each)]
    return around[-1] if around else None


def _is_seen_to_there_only(obligation: Obligation, loop: Block) -> bool:
    """Whether everything that ends the task stands in the loop, and nobody else has the task or waits for it."""
    unit, releases = obligation.unit, obligation.releases
    others = obligation.released_outside or obligation.transfers or obligation.flow.managed or obligation.elsewhere
    if obligation.part or not releases or others or obligation.family is None:
        return False
    return all(did.unit.name == unit.name and loop in unit.blocks_around(did.what.block) for did in releases) and all(
        did.unit.name == unit.name and loop in unit.blocks_around(did.what.block) for did in obligation.awaits
    )


def _wait(unit: Unit, obligation: Obligation, loop: Block) -> Call | None:
    """Where the loop waits with the task running, and may be cancelled."""
    for call in unit.function.calls:
        inside = call.awaited and loop in unit.blocks_around(call.block) and call.order > obligation.call.order
        if inside and not any(runs_on_failure(unit, call.block, did.what.block) for did in obligation.releases):
            return call
    return None


def _finding(obligation: Obligation, loop: Block, wait: Call) -> Finding:
    unit, name = obligation.unit, plain(obligation.root)
    return finding(
        CODE,
        unit,
        obligation.call,
        f"`{name}` runs on when `{unit.function.qualname}()` is cancelled or fails: only its loop cancels the task "
        f"that runs `{coroutine_name(obligation.acquisition)}`, while it goes on. Cancel it in a `finally` around the "
        f"loop.",
        subject=name,
        confidence="medium",
        owner=obligation.family.main.definition.qualname if obligation.family else "",
        evidence=(
            seen(unit, wait, "this may be cancelled"),
            *(seen_at(did, f"`{name}` is cancelled here") for did in obligation.releases[:1]),
            seen(unit, loop, "the loop"),
        ),
    )

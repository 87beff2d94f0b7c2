"""WSH202: a task that runs for long is kept in an attribute, and nothing cancels or awaits it."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import NOTHING, Store
from wshygiene_checks.finding import Confidence, Finding
from wshygiene_checks.project import Acquisition, Family, Obligation, Project, obligations_of
from wshygiene_checks.rules.findings import finding, lower, plain, seen, seen_at
from wshygiene_checks.rules.tasks.cancelled_when_all_goes_well import cancelled_when_all_goes_well
from wshygiene_checks.rules.tasks.coroutines import RunningTime, coroutine_name, running_time, runs
from wshygiene_checks.rules.tasks.exempt import belongs_to_the_process
from wshygiene_checks.rules.tasks.forgotten_entries import forgotten_entries
from wshygiene_checks.rules.tasks.in_vain import never_run
from wshygiene_checks.rules.tasks.left_by_its_loop import left_by_its_loop
from wshygiene_checks.rules.tasks.left_on_entering import left_on_entering
from wshygiene_checks.rules.tasks.of_connections import left_by_connections
from wshygiene_checks.rules.tasks.on_others import never_read_on_others
from wshygiene_checks.rules.tasks.teardown import (
    cancels_all_tasks,
    first_teardown,
    is_torn_down,
    only_replaced,
    settled,
    siblings_released,
    teardowns,
)
from wshygiene_checks.rules.tasks.wrappers import started

CODE = "WSH202"


def find(project: Project) -> Iterator[Finding]:
    """Long-running tasks in attributes of objects whose family never ends them."""
    for acquisition, inner in started(project):
        if belongs_to_the_process(acquisition.unit):
            continue
        running = running_time(project, inner)
        if running in ("bounded", "told"):
            continue
        for obligation in obligations_of(project, acquisition):
            if _open(project, obligation, inner, running) and obligation.family is not None:
                yield from _finding(project, obligation, obligation.family, running)
            elif running == "endless" and obligation.family is not None:
                yield from _entries(project, obligation, inner, obligation.family)
    yield from cancelled_when_all_goes_well(project)
    yield from left_by_its_loop(project, started(project))
    yield from left_on_entering(project, started(project))
    yield from left_by_connections(CODE, project, started(project))
    yield from never_read_on_others(CODE, project, started(project))


def _open(project: Project, obligation: Obligation, inner: Acquisition, running: RunningTime) -> bool:
    if obligation.part.startswith(".") or (running == "unknown" and obligation.part):
        return False  # another object holds it
    if settled(obligation) and not only_replaced(project, obligation):
        return False
    if obligation.family is not None and cancels_all_tasks(project, obligation.family):
        return False
    return running != "unknown" or not _clears_itself(project, obligation, inner)


def _clears_itself(project: Project, obligation: Obligation, inner: Acquisition) -> bool:
    """Whether the task's own coroutine, or a callback, forgets it when it is done: ``self._task = None``."""
    own = {callee.name for callee in runs(project, inner)}
    return any(
        isinstance(did.what, Store)
        and did.what.value == NOTHING
        and (did.unit.name in own or not (project.roles.is_setup(did.unit) or project.roles.is_teardown(did.unit)))
        for did in obligation.place.set
    )


def _entries(project: Project, obligation: Obligation, inner: Acquisition, family: Family) -> Iterator[Finding]:
    """Tasks in a container that one method drops from it running, while others cancel them."""
    dropped = list(forgotten_entries(project, obligation, family, runs(project, inner)))
    if not dropped:
        return
    name, first = plain(obligation.root), dropped[0].unit.function.name
    message = (
        f"`{first}()` takes a task out of `{name}` that runs `{coroutine_name(obligation.acquisition)}`, and does not "
        f"cancel it. It loops without end, and now nobody can reach it. Cancel what it takes out."
    )
    yield finding(
        CODE,
        obligation.unit,
        obligation.call,
        message,
        subject=name,
        confidence=lower("high") if family.unknown_bases or obligation.acquisition.how == "any" else "high",
        owner=family.main.definition.qualname,
        evidence=(
            seen_at(dropped[0], f"`{first}()` forgets the task here"),
            *(seen_at(did, f"`{did.unit.function.name}()` cancels it") for did in obligation.releases[:1]),
        ),
    )


def _confidence(obligation: Obligation, family: Family, running: RunningTime, torn_down: bool) -> Confidence:
    confidence: Confidence = "high" if running == "endless" and torn_down and not obligation.releases else "medium"
    unsure = running == "unknown" or obligation.acquisition.how == "any" or bool(family.unknown_bases)
    return lower(confidence) if unsure else confidence


def _finding(project: Project, obligation: Obligation, family: Family, running: RunningTime) -> Iterator[Finding]:
    name, owner = plain(obligation.root), family.main.definition.qualname
    evidence = [*never_run(obligation), *siblings_released(project, family, obligation.root)]
    torn_down = is_torn_down(project, family)
    if running != "endless" and not torn_down:
        return
    misses = [
        seen(unit, unit.function.line, f"`{unit.function.name}()` leaves `{name}` running")
        for unit in teardowns(project, family)
    ]
    verb = "loops without end" if running == "endless" else "may run for long"
    nobody = "only its replacement" if obligation.releases else f"nothing in `{owner}`"
    message = (
        f"`{name}` holds the task that runs `{coroutine_name(obligation.acquisition)}`, and {nobody} "
        f"cancels or awaits it. It {verb}, and keeps its object alive meanwhile. "
        f"Cancel it {first_teardown(project, family)}."
    )
    confidence = _confidence(obligation, family, running, torn_down)
    yield finding(
        CODE,
        obligation.unit,
        obligation.call,
        message,
        subject=name,
        confidence=confidence,
        owner=owner,
        evidence=evidence or misses[:1],
    )

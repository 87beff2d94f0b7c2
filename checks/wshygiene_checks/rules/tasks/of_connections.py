"""Endless tasks that handlers of connections keep in a container of the module, one for each, and leave running."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wshygiene_checks.finding import Finding
from wshygiene_checks.project import Acquisition, Obligation, Project, Unit, obligations_of
from wshygiene_checks.rules.findings import finding, plain, seen_at
from wshygiene_checks.rules.tasks.coroutines import coroutine_name, decided_elsewhere, running_time, runs, waited_for
from wshygiene_checks.rules.tasks.forgotten_entries import dropped
from wshygiene_checks.rules.tasks.timers import conditions_before

_ASKS = frozenset("pop popitem get setdefault clear keys items values copy done cancelled set_name get_name".split())


def left_by_connections(
    code: str, project: Project, started: Iterable[tuple[Acquisition, Acquisition]]
) -> Iterator[Finding]:
    """Such tasks, where the end of a connection takes the entry out, and nothing in the project is done to the task."""
    for acquisition, inner in started:
        if not _is_of_a_connection(project, acquisition.unit) or not _outlives_it(project, inner):
            continue
        for obligation in obligations_of(project, acquisition):
            if obligation.family is None and obligation.part == "[]" and not _is_used(obligation):
                found = _finding(code, project, obligation, inner)
                if found is not None:
                    yield found


def _is_of_a_connection(project: Project, unit: Unit) -> bool:
    entry = project.roles.entry(unit)
    return entry is not None and entry.lifetime == "connection"


def _outlives_it(project: Project, task: Acquisition) -> bool:
    """Whether it loops without end, and waits for nothing that it was given: a connection ends whoever sends on it."""
    if running_time(project, task) != "endless":
        return False
    return not any(
        decided_elsewhere(unit) or any(path.startswith("%") for path in waited_for(unit))
        for unit in runs(project, task)
    )


def _is_used(obligation: Obligation) -> bool:
    """Whether anything is done to an entry, or all entries are handed on or gone through; or it is asked for first."""
    place, flow, unit, call = obligation.place, obligation.flow, obligation.unit, obligation.call
    if any(path.startswith(obligation.root) for path in conditions_before(unit, call.order, call.block)):
        return True
    if place.awaited or place.left or place.iterated or place.handed or flow.methods or flow.handed:
        return True
    if any(did.what.name not in _ASKS for did in place.called):
        return True
    return any(not did.what.path.startswith("%") for did in place.kept)


def _finding(code: str, project: Project, obligation: Obligation, task: Acquisition) -> Finding | None:
    own = {unit.name for unit in runs(project, task)}
    taken = (
        did
        for did in dropped(project, obligation)
        if did.unit.name not in own and _is_of_a_connection(project, did.unit)
    )
    first = next(taken, None)
    if first is None:
        return None
    name, ends = plain(obligation.root), first.unit.function.name
    message = (
        f"`{ends}()` takes a task out of `{name}` that runs `{coroutine_name(task)}`, and nothing cancels it. It loops "
        f"without end, one for each connection, and now nobody can reach it. Cancel what it takes out."
    )
    forgets = seen_at(first, f"`{ends}()` forgets the task here")
    return finding(
        code, obligation.unit, obligation.call, message, subject=name, confidence="medium", evidence=[forgets]
    )

"""Tasks that loop without end, and are only waited for where the code that waits comes to its end."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Await, Call
from wshygiene_checks.project import (
    Acquisition,
    Did,
    Family,
    Flow,
    Place,
    Project,
    Unit,
    of_application,
    of_locals,
    places_in,
)
from wshygiene_checks.rules.tasks.coroutines import decided_elsewhere, running_time, runs, waited_for
from wshygiene_checks.rules.tasks.exempt import belongs_to_the_process
from wshygiene_checks.rules.tasks.teardown import reached

_WAITS = frozenset({"asyncio.gather", "asyncio.wait"})
_LOOKS = frozenset("done get_name set_name add_done_callback append add".split())


def runs_without_end(project: Project, acquisition: Acquisition) -> bool:
    """Whether it loops for ever, and asks nobody else whether it is to go on."""
    if running_time(project, acquisition) != "endless":
        return False
    return not any(decided_elsewhere(unit) for unit in runs(project, acquisition))


def waits_for_others(project: Project, acquisition: Acquisition, family: Family | None) -> bool:
    """Whether a loop, or a method that it calls, waits for what is no attribute of its object: that may end it."""
    units = runs(project, acquisition)
    for unit in units if family is None else reached(family, units):
        if any(path != "self" and not path.startswith("self.") for path in waited_for(unit)):
            return True
        inherited = (call.name for call in unit.function.calls if call.awaited and call.receiver == "self")
        if any(family is None or name not in family.methods for name in inherited):
            return True
    return False


def is_at_the_end(did: Did[Call] | Did[Await]) -> bool:
    """Whether it is done in a ``finally``, or behind the ``yield`` of a lifespan or fixture."""
    unit, what = did.unit, did.what
    return unit.is_within(what.block, "finally") or any(
        leaving.kind == "yield" and leaving.order < what.order and not unit.is_within(leaving.block, "for", "while")
        for leaving in unit.function.exits
    )


def local_waits(project: Project) -> Iterator[tuple[Acquisition, Did[Call] | Did[Await]]]:
    """Tasks in locals to which nothing is done but to wait for them at the end; ``part`` is the name of the local."""
    for task in project.of_kind("task"):
        unit = task.unit
        flow = project.flow(unit, task.call)
        if not flow.locals or _is_somebody_elses(flow) or belongs_to_the_process(unit):
            continue
        if not runs_without_end(project, task) or waits_for_others(project, task, project.family(unit)):
            continue
        for name in flow.locals:
            yield from ((task, did._replace(part=name)) for did in _waits(unit, name) if is_at_the_end(did))


def shared_waits(project: Project) -> Iterator[tuple[Acquisition, Did[Call] | Did[Await]]]:
    """The same for tasks that a global or the application keeps, where a shutdown waits for them."""
    for task in project.of_kind("task"):
        for root, part in project.flow(task.unit, task.call).kept:
            place = _shared(project, root + part)
            if place is None or _is_ended_elsewhere(project, place) or belongs_to_the_process(task.unit):
                continue
            if runs_without_end(project, task) and not waits_for_others(project, task, project.family(task.unit)):
                waits = (did._replace(part=root + part) for did in _waits_for(place))
                yield from ((task, did) for did in waits if is_at_the_end(did) or project.roles.is_ending(did.unit))


def _shared(project: Project, path: str) -> Place | None:
    """The place of a global, or of what an application carries."""
    carried, beyond = of_application(path) or ("", "")
    if carried:
        return None if beyond else project.carried[carried]
    return None if path.startswith(("%", "self.")) else project.globals.get(path)


def _is_ended_elsewhere(project: Project, place: Place) -> bool:
    """Whether anything but a wait is done to it, by any name that may be meant."""
    last = place.path.rpartition(".")[2]
    if place.left or place.kept or "cancel" in project.elsewhere.get(last):
        return True
    handed = any(did.what.path not in _WAITS and did.what.name not in _LOOKS for did in place.handed)
    return handed or any(did.what.name not in _LOOKS for did in place.called)


def _is_somebody_elses(flow: Flow) -> bool:
    """Whether anything else has the task, or does something with it that may end it."""
    if flow.managed or flow.returned or flow.iterated or any(not root.startswith("%") for root, _ in flow.kept):
        return True
    return any(did.what.name not in _LOOKS for did in flow.methods) or any(
        did.what.path not in _WAITS and did.what.name not in _LOOKS for did in flow.handed
    )


def _waits(unit: Unit, name: str) -> Iterator[Did[Call] | Did[Await]]:
    yield from _waits_for(places_in((unit,), of_locals)[name])


def _waits_for(place: Place) -> Iterator[Did[Call] | Did[Await]]:
    yield from place.awaited
    yield from (did for did in place.handed if did.what.path in _WAITS)

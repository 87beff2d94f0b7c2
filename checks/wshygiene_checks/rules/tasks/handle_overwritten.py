"""WSH206: a new task or timer replaces the stored one while the old one is still running."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wshygiene_checks.facts import Await, Call, Store
from wshygiene_checks.finding import Confidence, Finding
from wshygiene_checks.project import Acquisition, Did, Family, Obligation, Project, Unit, obligations_of, root_of
from wshygiene_checks.rules.counterparts import bare_name, is_half
from wshygiene_checks.rules.findings import finding, lower, plain, seen_at
from wshygiene_checks.rules.halves import begins_once
from wshygiene_checks.rules.tasks.armed_through import timers
from wshygiene_checks.rules.tasks.comes_again import is_run_for_each_event, is_setter, runs_once_on_each, seen_twice
from wshygiene_checks.rules.tasks.coroutines import running_time, runs
from wshygiene_checks.rules.tasks.exempt import belongs_to_the_process
from wshygiene_checks.rules.tasks.replaced_entries import replaces_entry
from wshygiene_checks.rules.tasks.started_by_super import started_by_super
from wshygiene_checks.rules.tasks.teardown import ends_before, reached, transferred
from wshygiene_checks.rules.tasks.timers import (
    callback_of,
    called_back,
    compared_with_given,
    conditions_before,
    is_immediate,
)
from wshygiene_checks.rules.tasks.wrappers import started

CODE = "WSH206"
_OPENS = re.compile(r"(?:^|_)(?:connect(?:ed)?|connection_made|open(?:ed)?)$")


def find(project: Project) -> Iterator[Finding]:
    """Handles that a method which runs again and again stores without looking at the one before."""
    for acquisition in (*timers(project), *(each for each, _ in started(project))):
        unit = acquisition.unit
        if is_immediate(acquisition) or belongs_to_the_process(unit):
            continue
        for obligation in obligations_of(project, acquisition):
            family = obligation.family
            if family is not None and _comes_again(project, obligation, family) and _overwrites(project, obligation):
                yield _finding(project, obligation, family)
    yield from started_by_super(project, (*timers(project), *(each for each, _ in started(project))))


def _comes_again(project: Project, obligation: Obligation, family: Family) -> bool:
    """Whether the method runs many times for one handle: for that of an entry, with the same key."""
    if obligation.part:
        return obligation.part == "[]" and replaces_entry(project, obligation)
    return _repeats(project, obligation, family)


def _repeats(project: Project, obligation: Obligation, family: Family) -> bool:
    """Whether a method runs many times in the life of its object; a connection is made only once."""
    unit = obligation.unit
    entry = project.roles.entry(unit)
    if project.roles.is_setup(unit) or project.roles.is_teardown(unit) or (entry and entry.role in ("open", "startup")):
        return False
    name = bare_name(unit.function.name)
    words = project.knowledge.vocabulary
    if _OPENS.search(name) and project.roles.lifetime(family) in ("connection", "message"):
        return False
    if name in words.startup_methods or (is_half(name) and name not in words.reconnect_methods):
        return False
    if _named_to_repeat(project, family, unit):
        return True
    return _runs_on(project, obligation) and seen_twice(project, family, unit, _endings(obligation))


def _named_to_repeat(project: Project, family: Family, unit: Unit) -> bool:
    """Whether the method is by its name, or as a callback, one that is called again and again."""
    if family.places[f"self.{unit.function.name}"].handed or is_setter(project, family, unit):
        return True
    return is_run_for_each_event(project, unit) and not runs_once_on_each(project, family, unit)


def _runs_on(project: Project, obligation: Obligation) -> bool:
    """Whether it is still running by the next call: a timer, or a task that loops without end."""
    acquisition = obligation.acquisition
    return acquisition.entry.kind == "timer" or running_time(project, acquisition) == "endless"


def _endings(obligation: Obligation) -> set[str]:
    return {did.unit.name for did in obligation.releases}


def _overwrites(project: Project, obligation: Obligation) -> bool:
    """Whether the handle is one that has to be cancelled, and this method does not look at the old one."""
    unit, call, family = obligation.unit, obligation.call, obligation.family
    assert family is not None
    if not obligation.releases or _is_waited_for(obligation) or transferred(obligation):
        return False
    if _looked_at(obligation, unit, call.order) or _asked_first(obligation):
        return False
    return not _runs_when_it_is_over(project, obligation) and not _ended_on_the_way(family, obligation)


def _is_waited_for(obligation: Obligation) -> bool:
    """Whether somebody waits for the handle until it is done, and not only for the end of what was just cancelled."""
    ended = [(did.unit.name, did.what.order) for did in obligation.releases]
    return any(
        not any(name == did.unit.name and order < did.what.order for name, order in ended) for did in obligation.awaits
    )


def _asked_first(obligation: Obligation) -> bool:
    """Whether the method comes here only if the handle, or a flag that it sets itself, allows it.

    That what it sets is another value than before is no such condition: ``if value == self._rate: return``.
    """
    unit, call = obligation.unit, obligation.call
    own = (store for store in unit.function.stores if not store.path.startswith("%") or _tells_of_self(store))
    flags = {obligation.root, *({store.path for store in own} - compared_with_given(unit))}
    return any(root_of(path)[0] in flags for path in conditions_before(unit, call.order, call.block) if path)


def _tells_of_self(store: Store) -> bool:
    """Whether a local holds something of the object, from which the state of the handle may be seen."""
    return store.value.kind != "call" or any(name.startswith("self.") for name in store.value.names)


def _looked_at(obligation: Obligation, unit: Unit, order: int) -> bool:
    """Whether anything was done with the old handle earlier in the same method."""
    place = obligation.place
    seen: tuple[Did[Call] | Did[Await] | Did[Store], ...] = (*place.called, *place.handed, *place.awaited, *place.set)
    if any(did.unit.name == unit.name and did.what.order < order for did in (*seen, *obligation.releases)):
        return True
    return any(did.unit.name == unit.name and did.what.line <= obligation.call.line for did in _set_aside(obligation))


def _set_aside(obligation: Obligation) -> Iterator[Did[Store]]:
    """Where a local takes the old handle over: ``old, self._pump = self._pump, create_task(...)``."""
    for did in obligation.place.kept:
        if not did.part and did.what.path.startswith("%") and did.value is not None and did.value.kind == "path":
            yield did


def _runs_when_it_is_over(project: Project, obligation: Obligation) -> bool:
    """Whether the method is run by the very timer or task that it replaces, and by no other task of the object."""
    family, acquisition = obligation.family, obligation.acquisition
    assert family is not None
    if not _is_run_by(project, family, acquisition, obligation.unit):
        return False
    others = (each for each in project.of_kind("task") if each.unit.owner in family.names)
    return not any(
        each.call is not acquisition.call
        and {*each.call.targets} - {obligation.root}
        and _is_run_by(project, family, each, obligation.unit)
        for each in others
    )


def _is_run_by(project: Project, family: Family, acquisition: Acquisition, unit: Unit) -> bool:
    """Whether a timer or task runs a method, itself or through others of its object."""
    own = called_back(project, acquisition) if acquisition.entry.kind == "timer" else runs(project, acquisition)
    return any(each.name == unit.name for each in reached(family, own))


def _ended_on_the_way(family: Family, obligation: Obligation) -> bool:
    """Whether the method calls one that ends the old handle first, or everybody who calls it does."""
    endings = _endings(obligation)
    unit, order = obligation.unit, obligation.call.order
    if ends_before(family, unit, order, endings):
        return True
    callers = [
        (other, call)
        for other in family.units
        for call in other.function.calls
        if call.path == f"self.{unit.function.name}"
    ]
    callers += [(did.unit, did.what) for did in family.places[f"self.{unit.function.name}"].handed]
    return bool(callers) and all(
        other.name in endings or ends_before(family, other, call.order, endings) for other, call in callers
    )


def _confidence(project: Project, obligation: Obligation, family: Family) -> Confidence:
    acquisition, root, ended = obligation.acquisition, obligation.root, obligation.releases
    if any(store.path == root for own in called_back(project, acquisition) for store in own.function.stores):
        return "medium"  # it forgets the handle when it fires, so that only two calls in a row leave one behind
    if begins_once(project, obligation.unit, [each.unit for each in ended]):
        return "info"  # `on_disconnect` comes before the next `on_connect`
    if obligation.part or not _named_to_repeat(project, family, obligation.unit):
        # the same key may be rare, and what comes between two calls is not all seen
        return "info" if family.unknown_bases else "medium"
    if _runs_what_it_is_given(acquisition):
        return "medium"  # which may be the very method that armed the timer
    if acquisition.entry.kind == "task" and running_time(project, acquisition) != "endless":
        return "medium"
    return lower("high") if family.unknown_bases else "high"


def _runs_what_it_is_given(acquisition: Acquisition) -> bool:
    """Whether the timer calls a function that is a parameter of the method."""
    callback = callback_of(acquisition)
    own = {f"%{parameter.name}" for parameter in acquisition.unit.function.params}
    return acquisition.entry.kind == "timer" and callback is not None and callback.path in own


def _finding(project: Project, obligation: Obligation, family: Family) -> Finding:
    name, unit = plain(obligation.root), obligation.unit
    kind = obligation.acquisition.entry.kind
    before = "what is there under the same key" if obligation.part else f"`{name}`"
    message = (
        f"`{unit.function.name}` stores a new {kind} in `{name}` without ending the one before. Each call leaves one "
        f"more {kind} that nobody can cancel. Cancel {before} before the assignment, or return while it is not done."
    )
    ended = [seen_at(did, f"`{did.unit.function.name}()` cancels only the newest") for did in obligation.releases[:2]]
    return finding(
        CODE,
        unit,
        obligation.call,
        message,
        subject=name,
        confidence=_confidence(project, obligation, family),
        owner=family.main.definition.qualname,
        evidence=ended,
    )

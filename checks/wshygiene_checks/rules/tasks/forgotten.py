"""Handles that an ending method forgets while they are live: ``self._timer = None``, and no ``cancel()`` before it."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import NOTHING, Store
from wshygiene_checks.project import Did, Family, Obligation, Project, Unit
from wshygiene_checks.rules.tasks.teardown import callable_from_outside, reached
from wshygiene_checks.rules.tasks.timers import called_back


def forgotten(project: Project, obligation: Obligation, family: Family) -> Iterator[Did[Store]]:
    """Where methods that end something drop the handle of a timer whose callback goes on to work on the object.

    The callback may drop it, for it has fired; so may what releases it, and what sets the object up.
    """
    callees = called_back(project, obligation.acquisition)
    if not any(_works(callee) for callee in callees):
        return
    fired = {unit.name for unit in reached(family, callees)}
    releasing = {did.unit.name for did in (*obligation.releases, *obligation.awaits)}
    for did in obligation.place.set:
        forgets = did.what.kind == "set" and did.what.value == NOTHING and not did.part
        if forgets and did.unit.name not in fired and ends_for_others(project, family, did.unit):
            within = {unit.name for unit in reached(family, (did.unit,))}
            if not within & releasing and obligation.unit.name not in within:
                yield did


def ends_for_others(project: Project, family: Family, unit: Unit) -> bool:
    """Whether somebody else ends something by calling this method, which is no part of setting the object up."""
    if project.roles.is_setup(unit) or not callable_from_outside(project, family, unit):
        return False
    setup = (other for other in family.units if other.name != unit.name and project.roles.is_setup(other))
    return all(other.name != unit.name for each in setup for other in reached(family, (each,)))


def _works(unit: Unit) -> bool:
    """Whether a callback does more than to note that the timer is over."""
    return bool(unit.function.calls) or any(store.value != NOTHING for store in unit.function.stores)

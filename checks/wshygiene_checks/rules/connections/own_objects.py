"""Attributes that keep objects of the project's own classes, which their own methods end."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Call
from wshygiene_checks.project import Family, Obligation, Project, obligations_of, root_of
from wshygiene_checks.rules.connections.inferred import built, ends_itself
from wshygiene_checks.rules.connections.resources import is_double
from wshygiene_checks.rules.connections.teardown import ENDS, Teardown, reached_from


def own_objects(project: Project) -> Iterator[tuple[Obligation, Family]]:
    """Attributes that hold such an object, started if it has to be, and the class that keeps it."""
    return ((obligation, family) for obligation, family, _ in project.shared(_kept))


def is_own(obligation: Obligation) -> bool:
    """Whether what is kept is an object of one of the project's classes, and not what a pack describes."""
    return obligation.acquisition.entry.pack == "project"


def lasting_objects(project: Project) -> Iterator[tuple[Obligation, Family]]:
    """Those of them that hold what they have until their owner ends them: nothing in their own class does."""
    lasting: dict[str, bool] = {}  # by the name of their class
    for obligation, family, made in project.shared(_kept):
        name = made.main.name
        if name not in lasting:
            lasting[name] = not _ends_by_itself(project, made, obligation.acquisition.entry.release)
        if lasting[name]:
            yield obligation, family


def _ends_by_itself(project: Project, made: Family, release: tuple[str, ...]) -> bool:
    """Whether a method of the class that is none of its ends closes what these close: where an attempt fails, say."""
    ends = reached_from(project, made, [unit for name in release for unit in made.methods.get(name, ())])
    closed = set(_closed_in(ends))
    others = [unit for unit in made.units if unit.function.kind == "function" and not ends.runs(unit)]
    return not closed.isdisjoint(_closed_in(reached_from(project, made, others)))


def _closed_in(run: Teardown) -> Iterator[str]:
    calls = (call for unit in run.reached for call in unit.function.calls if call.name in ENDS)
    return (root for call in calls for root, _ in (root_of(call.receiver),) if root.startswith("self."))


def first_use(obligation: Obligation) -> Call:
    """The call by which the function that makes an object starts it; the making, if it does not have to be started."""
    starts = obligation.acquisition.entry.starts
    used = (*obligation.flow.methods, *obligation.place.called)
    here = (did.what for did in used if did.unit.name == obligation.unit.name and did.what.name in starts)
    return min(here, key=lambda call: call.order, default=obligation.call)


def _kept(project: Project) -> tuple[tuple[Obligation, Family, Family], ...]:
    return tuple(_found(project))


def _found(project: Project) -> Iterator[tuple[Obligation, Family, Family]]:
    """What is kept, the class that keeps it, and its own class."""
    for acquisition, built_class, _ in built(project):
        for obligation in obligations_of(project, acquisition):
            methods = [did.what.name for did in (*obligation.place.called, *obligation.flow.methods)]
            family = obligation.family
            starts = acquisition.entry.starts
            holds = (not starts or any(name in starts for name in methods)) and not ends_itself(built_class, methods)
            if family and obligation.part in ("", "[]") and holds and not is_double(family):
                yield obligation, family, built_class

"""What would take entries out of a container, in a function that nobody calls while handlers call what adds them."""

from __future__ import annotations

from collections.abc import Iterable

from wshygiene_checks.project import Project, Unit
from wshygiene_checks.rules.growth.changes import Addition, Removal
from wshygiene_checks.rules.growth.timing import handles_connections


def unused_removal(project: Project, removed: Iterable[Removal], added: Iterable[Addition]) -> Removal | None:
    """One of the removals, if none is ever run by the project, whose own handlers of connections make the entries.

    Where others are to call the one, as of a library, they are to call the other as well.
    """
    found = list(removed)
    if not found or any(_may_run(project, each.unit) for each in found):
        return None
    return found[0] if any(handles_connections(project, each.unit, called=True) for each in added) else None


def _may_run(project: Project, unit: Unit) -> bool:
    """Whether anything calls or reads a name like that of the function, or a framework knows it."""
    function = unit.function
    special = function.kind != "function" or bool(function.parent) or function.name.startswith("__")
    return special or bool(function.decorators) or function.name in project.shared(_used) or _is_called(project, unit)


def _is_called(project: Project, unit: Unit) -> bool:
    """Whether a framework calls it, or may: it is a method of a class that comes from elsewhere."""
    family = project.family(unit)
    return project.roles.entry(unit) is not None or (family is not None and bool(family.unknown_bases))


def _used(project: Project) -> frozenset[str]:
    """All names of functions that the project calls, passes on, or reads from an object."""
    read = {name for file in project.files for name in file.loaded}
    passed = {
        value.path.rpartition(".")[2].lstrip("%")
        for unit in project.units
        for call in unit.function.calls
        for value in (*call.args, *[word[1] for word in call.keywords])
        if value.path
    }
    return frozenset(read | passed | project.sites.names)

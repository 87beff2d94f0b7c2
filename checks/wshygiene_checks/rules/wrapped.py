"""Functions that decorators of the project put in the place of a handler, and that run whenever that would."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.packs import EntryPoint
from wshygiene_checks.project import Project, Unit


def entry_of(project: Project, unit: Unit) -> EntryPoint | None:
    """The framework's entry point that a function is, or that of the handler which it stands in for."""
    return project.roles.entry(unit) or project.shared(_wrappers).get(unit.name)


def stands_in(project: Project, unit: Unit) -> bool:
    """Whether a function runs in the place of a handler of connections."""
    return unit.name in project.shared(_wrappers)


def _wrappers(project: Project) -> dict[str, EntryPoint]:
    """By name the functions that call a handler of connections which they replace."""
    found: dict[str, EntryPoint] = {}
    for unit in project.units:
        entry = project.roles.entry(unit) if unit.function.decorators else None
        if entry is not None and entry.lifetime == "connection":
            found |= {each.name: entry for each in _around(project, unit, entry)}
    return found


def _around(project: Project, unit: Unit, entry: EntryPoint) -> Iterator[Unit]:
    """What the decorators return that stand below the one which registers the handler."""
    decorators = unit.function.decorators
    registering = [n for n, each in enumerate(decorators) if project.roles.is_decorated(unit, each, entry)]
    for decorator in decorators[registering[0] + 1 if registering else 0 :]:
        for maker in project.types.callee(unit, decorator.path.removesuffix("()")):
            yield from (each for each in project.nested(maker) if _replaces(project, each))


def _replaces(project: Project, unit: Unit) -> bool:
    """Whether a function is returned by the one around it, and calls what that was given."""
    around = project.types.parent(unit)
    if around is None:
        return False
    given = {f"%{parameter.name}" for parameter in around.function.params}
    is_returned = any(
        leaving.kind == "return" and leaving.value.path == f"%{unit.function.name}" for leaving in around.function.exits
    )
    return is_returned and any(call.path in given for call in unit.function.calls)

"""Functions that run for each connection although they do not say so: something of the project stands in between.

Decorators put a function in the place of a handler; a handler of requests leaves the connection to an object.
"""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.packs import EntryPoint
from wshygiene_checks.project import Project, Unit


def entry_of(project: Project, unit: Unit) -> EntryPoint | None:
    """The framework's entry point that a function is, or that of the code which it stands in for, or runs."""
    known = project.roles.entry(unit)
    if known is None:
        return project.shared(_wrappers).get(unit.name)
    return project.shared(_openers).get(unit.name, known) if known.lifetime == "request" else known


def stands_in(project: Project, unit: Unit) -> bool:
    """Whether a function runs in the place of a handler of connections."""
    return unit.name in project.shared(_wrappers)


def _openers(project: Project) -> dict[str, EntryPoint]:
    """By name the functions that make an object of a class whose code answers a request with a connection."""
    points = [each for each in project.knowledge.entry_points if each.creates and each.lifetime == "connection"]
    found: dict[str, EntryPoint] = {}
    for point in points:
        for unit, call in project.sites.named({path.rpartition(".")[2] for path in point.creates}):
            family = project.family(unit) if call.path in point.creates else None
            if family is not None:
                made = project.sites.named({name.rpartition(".")[2] for name in family.names})
                found |= {each.name: point for each, how in made if project.families.resolve(how.path) in family.names}
    return found


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

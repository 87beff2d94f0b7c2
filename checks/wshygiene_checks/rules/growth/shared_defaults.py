"""Defaults that all calls share: ``def seen(message, known=[])`` makes its list once, when the function is defined."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Parameter, Store
from wshygiene_checks.project import Project, Unit, of_locals, places_in
from wshygiene_checks.rules.growth.enclosed import Enclosed


def shared_defaults(project: Project) -> tuple[Enclosed, ...]:
    """The defaults of functions that use them as they are, and that somebody calls without passing another."""
    return project.shared(_all)


def kept_defaults(project: Project) -> Iterator[tuple[Unit, Store]]:
    """Where a method keeps such a default in an attribute, which is then the same thing in all objects."""
    for default in shared_defaults(project):
        for did in default.place.kept:
            whole = not did.part and did.what.value.kind == "path" and did.what.key is None
            if whole and did.unit.name == default.unit.name and did.what.kind == "set":
                yield did.unit, did.what._replace(value=default.store.value)


def _all(project: Project) -> tuple[Enclosed, ...]:
    return tuple(_find(project))


def _find(project: Project) -> Iterator[Enclosed]:
    for unit in project.units:
        for position, parameter in enumerate(unit.function.params):
            if parameter.shared.is_new and not _is_always_passed(project, unit, position, parameter):
                within = (unit, *project.nested(unit))
                place = places_in(within, of_locals)[f"%{parameter.name}"]
                if not any(not did.part for did in place.set):  # `known = known or []`, `known = list(known)`
                    yield Enclosed(unit, _made(unit, parameter), place, within)


def _made(unit: Unit, parameter: Parameter) -> Store:
    """The default as something that is stored before the first line of the function: hence the order."""
    line = unit.function.line
    return Store(f"%{parameter.name}", parameter.shared, "set", None, parameter.annotation, 0, -1, line, 0, line, 0)


def _is_always_passed(project: Project, unit: Unit, position: int, parameter: Parameter) -> bool:
    """Whether everybody in sight who calls the function passes something else; calling itself, it passes what it has.

    Who calls a function that nobody in sight calls is unknown; that has a default for some of them.
    """
    function = unit.function
    name = function.owner.rpartition(".")[2] if function.name == "__init__" else function.name
    calls = [call for caller, call in project.sites.named([name]) if caller.name != unit.name]
    return bool(calls) and all(call.argument(position, parameter.name) is not None for call in calls)

"""What one function does to a container, itself or through the method it calls: ``manager.connect(websocket)``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from wshygiene_checks.facts import Call, Store, Value
from wshygiene_checks.project import Project, Unit
from wshygiene_checks.rules.growth.changes import Addition, Removal, additions, nested_additions, removals
from wshygiene_checks.rules.growth.containers import Container
from wshygiene_checks.rules.growth.timing import callers


class Step(NamedTuple):
    """An entry added to, or removed from, a container in this code; ``through`` is the method that does it, if any.

    ``value`` is what is stored under the key, where that is known here.
    """

    unit: Unit
    what: Call | Store
    key: Value
    value: Value | None
    through: Unit | None


def steps_adding(project: Project, container: Container) -> list[Step]:
    """Additions under a known key, where they stand and one call further out."""
    found = [*additions(project, container), *nested_additions(project, container)]
    return list(_steps(project, found))


def steps_removing(project: Project, container: Container) -> list[Step]:
    """Removals of a known key, where they stand and one call further out."""
    return list(_steps(project, removals(project, container, nested=True)))


def _steps(project: Project, changes: list[Addition] | Iterator[Removal]) -> Iterator[Step]:
    for change in changes:
        if change.key is None or not isinstance(change.what, Call | Store):
            continue
        value = change.value if isinstance(change, Addition) else None
        yield Step(change.unit, change.what, change.key, value, None)
        position = _parameter(change.unit, change.key)
        if position is not None:
            yield from _further_out(project, change.unit, position, change.key.path[1:])


def _parameter(unit: Unit, key: Value) -> int | None:
    return next((n for n, each in enumerate(unit.function.params) if f"%{each.name}" == key.path), None)


def _further_out(project: Project, unit: Unit, position: int, name: str) -> Iterator[Step]:
    for caller, call in callers(project, unit.function.name)[:40]:
        given = call.argument(position, name)
        if given is not None and any(callee.name == unit.name for callee in project.types.callee(caller, call.path)):
            yield Step(caller, call, given, None, unit)

"""Entries taken out of a container under another name: in a function it is passed to, in a loop over several."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.project import Project, Unit
from wshygiene_checks.rules.growth.changes import shrinking
from wshygiene_checks.rules.growth.containers import Container


def shrinks_under_another_name(project: Project, container: Container) -> bool:
    """Whether a function that is given the container, or a loop over it and others, takes entries out of it."""
    return any(_shrinks(project, unit, name) for unit, name in _other_names(project, container))


def _other_names(project: Project, container: Container) -> Iterator[tuple[Unit, str]]:
    for did in container.place.iterated:
        if not did.part and did.value is not None and did.value.kind == "display":
            yield from ((did.unit, name) for name in did.what.names)  # for index in (self._names, self._rooms): ...
    yield from _in_tables(container)
    for handed in container.place.handed:
        if handed.part:
            continue
        for callee in project.types.callee(handed.unit, handed.what.path):
            named = zip(callee.function.params, handed.what.args, strict=False)
            yield from ((callee, f"%{parameter.name}") for parameter, value in named if value is handed.value)
            if len(handed.what.args) > len(callee.function.params):  # the rest goes into `*tables`
                yield from ((callee, f"%{parameter.name}[]") for parameter in callee.function.params[-2:])
            keywords = [name for name, value in handed.what.keywords if value is handed.value]
            yield from ((callee, f"%{name}") for name in keywords)


def _in_tables(container: Container) -> Iterator[tuple[Unit, str]]:
    """Elements of a tuple or dict that lists several containers: ``self._tables = (self._names, self._rooms)``."""
    for did in container.place.kept:
        if not did.part and did.value is not None and did.value.kind == "display":
            units = (did.unit,) if did.what.path.startswith("%") else container.units
            yield from ((unit, f"{did.what.path}[]") for unit in units)


def _shrinks(project: Project, unit: Unit, name: str) -> bool:
    shrink = shrinking(project)
    return any(call.receiver == name and call.name in shrink for call in unit.function.calls) or any(
        store.path.removesuffix("[]") == name and store.kind == "delete" for store in unit.function.stores
    )

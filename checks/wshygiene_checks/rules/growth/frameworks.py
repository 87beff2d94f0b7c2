"""Which functions a framework calls by itself, and not only the project that has written them."""

from __future__ import annotations

from wshygiene_checks.project import Project, Unit


def is_called_by_framework(project: Project, unit: Unit) -> bool:
    """Whether a function is an entry point by more than what its parameters are annotated with.

    A method of the project's own that is given a ``WebSocket`` works for a handler of connections, which calls it.
    """
    entry = project.roles.entry(unit)
    if entry is None:
        return False
    annotated = any(parameter.annotation in entry.annotations for parameter in unit.function.params)
    family = project.family(unit)
    of_a_base = family is not None and bool(family.unknown_bases)
    return not annotated or of_a_base or bool(unit.function.decorators or project.roles.handed.of(unit))

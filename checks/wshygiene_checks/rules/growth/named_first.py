"""Containers that have a local name before they are kept: ``rooms = {}``, and then ``self._rooms = rooms``."""

from __future__ import annotations

from wshygiene_checks.facts import Store, Value
from wshygiene_checks.project import Project, Unit, of_locals, places_in


def as_made(project: Project, unit: Unit, store: Store) -> Store | None:
    """A statement that stores what it makes, or what has just been made; None for others, and where more have it."""
    path = store.value.path
    if store.value.kind != "path" or path[:1] != "%":
        return store if store.value.is_new else None
    made = store.value if store.value.is_new else _only_value(unit, path)
    if made is None or not _has_no_other_name(project, unit, path, store):
        return None
    return store._replace(value=made)


def _only_value(unit: Unit, path: str) -> Value | None:
    """What a local name stands for that is bound once, to something that is made there."""
    bound = [each for each in unit.function.stores if each.path == path]
    made = len(bound) == 1 and bound[0].kind == "set" and bound[0].value.is_new
    return bound[0].value if made else None


def _has_no_other_name(project: Project, unit: Unit, path: str, store: Store) -> bool:
    """Whether only this statement gives the thing itself to anybody; whoever else has it could empty it."""
    place = places_in((unit, *project.nested(unit)), of_locals)[path]
    kept = [did for did in place.kept if did.what is not store]
    used = [
        *[did.unit for did in place.called],
        *[did.unit for did in place.set],
        *[did.unit for did in place.iterated],
    ]
    return not (place.handed or kept or place.left) and all(each.name == unit.name for each in used)

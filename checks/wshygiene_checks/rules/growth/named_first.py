"""Containers that have a local name before they are kept: ``rooms = {}``, and then ``self._rooms = rooms``."""

from __future__ import annotations

from wshygiene_checks.facts import Store
from wshygiene_checks.project import Project, Unit, of_locals, places_in


def as_made(project: Project, unit: Unit, store: Store) -> Store | None:
    """A statement that stores what it makes, or what has just been made; None for others, and where more have it."""
    if store.value.is_new:
        return store
    path = store.value.path
    if store.value.kind != "path" or path[:1] != "%" or "." in path or "[" in path:
        return None
    bound = [each for each in unit.function.stores if each.path == path and each.kind == "set"]
    if len(bound) != 1 or not bound[0].value.is_new or bound[0].key is not None:
        return None
    return store._replace(value=bound[0].value) if _has_no_other_name(project, unit, path, store) else None


def _has_no_other_name(project: Project, unit: Unit, path: str, store: Store) -> bool:
    """Whether only this statement gives the thing itself to anybody; whoever else has it could empty it."""
    place = places_in((unit, *project.nested(unit)), of_locals)[path]
    kept = [did for did in place.kept if did.what is not store]
    used = (*place.called, *place.set, *place.iterated)
    return not (place.handed or kept or place.left) and all(did.unit.name == unit.name for did in used)

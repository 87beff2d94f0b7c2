"""Members of the lists, sets and dicts that are entries of a mapping: who may take one out, and what expects it."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Atom, Store, Value
from wshygiene_checks.project import Did, Project, Unit, root_of
from wshygiene_checks.rules.growth.buckets import factory_of
from wshygiene_checks.rules.growth.changes import LOOKS, Removal, additions, shrinking
from wshygiene_checks.rules.growth.containers import Container, sort_of
from wshygiene_checks.rules.growth.outsiders import taken_from_outside


def only_when_empty(container: Container, removal: Removal) -> bool:
    """Whether a bucket is removed only when nothing is in it: ``if not self._rooms[room]: del self._rooms[room]``."""
    unit, what = removal.unit, removal.what
    if removal.method not in ("del", "pop"):
        return False
    around = (atom for block in unit.blocks_around(what.block) for atom in block.atoms)
    if any(_is_empty(atom, container) for atom in around):
        return True
    left = (each for each in unit.function.exits if each.kind in ("return", "continue") and each.order < what.order)
    return any(
        atom.test == "true" and atom.path == f"{container.path}[]"
        for each in left
        for atom in unit.function.blocks[each.block].atoms
    )


def _is_empty(atom: Atom, container: Container) -> bool:
    bucket = f"{container.path}[]"
    if atom.test == "compare":
        return f"len({bucket})" in (atom.path, atom.other) and not {"0", "1"}.isdisjoint((atom.path, atom.other))
    return atom.test == "false" and atom.path == bucket


def may_lose_members(project: Project, container: Container) -> bool:
    """Whether a bucket is weak, bounded or replaced by a smaller one, or other code may take members out of one."""
    if _have_a_bound(project, container):
        return True
    if any(_is_replaced(did) for did in container.place.set) or _hands_out(project, container):
        return True
    family = container.family
    return family is not None and next(taken_from_outside(project, family, container.attribute), None) is not None


def _have_a_bound(project: Project, container: Container) -> bool:
    words = project.knowledge.vocabulary
    made = [(each.unit, each.value) for each in additions(project, container) if each.value is not None]
    makers = {(factory_of(container) or "").removesuffix("()"), *[unit.made_by(value) for unit, value in made]}
    if not (words.weak | words.bounded).isdisjoint(makers):
        return True
    return any(unit.made_by(value) in words.sized and not sort_of(words, unit, value) for unit, value in made)


def _is_replaced(did: Did[Store]) -> bool:
    """Whether a member is deleted, or a bucket made of what another has had: a new one with a member is none."""
    store = did.what
    if did.part.startswith("[][]"):
        return store.kind in ("delete", "reduce") or store.value.kind in ("copy", "comprehension")
    return did.part == "[]" and store.kind != "delete" and store.value.kind not in ("display", "call", "constant")


def _hands_out(project: Project, container: Container) -> bool:
    """Whether other code is given a bucket, or what takes something out of one."""
    place = container.place
    given = [did for did in place.handed if did.what.name not in LOOKS and did.what.receiver != container.path]
    if any(_is_bucket(container, did.part, did.value) for did in given):
        return True
    if any(_is_bucket(container, did.part, did.value) for did in place.left):
        return True
    if any(_is_bucket(container, did.part, did.value) and not _is_followed(project, did) for did in place.kept):
        return True
    shrink = shrinking(project)
    parts = (*[did.part for did in place.handed], *[did.part for did in place.kept], *[did.part for did in place.left])
    return any(part.startswith("[].") and part.removeprefix("[].") in shrink for part in parts)


def _is_bucket(container: Container, part: str, value: Value | None) -> bool:
    """Whether a value is a bucket itself, or something that it is put in."""
    if value is None or value.kind in ("copy", "comprehension", "values", "items"):
        return False
    return part == "[]" or (value.kind == "element" and value.path == f"{container.path}[]")


def _is_followed(project: Project, did: Did[Store]) -> bool:
    """Whether it is kept in a local name that is read as what it stands for, wherever it is; a key is no bucket."""
    name = did.what.path
    if did.value is did.what.key:
        return True
    if not name.startswith("%") or root_of(name)[1]:
        return False
    return not any(root_of(path)[0] == name for unit in (did.unit, *project.nested(did.unit)) for path in _used(unit))


def _used(unit: Unit) -> Iterator[str]:
    """All that is read in this code, under the names that it still has."""
    for call in unit.function.calls:
        yield call.path
        yield from (name for value in call.args for name in value.names)
        yield from (name for _, value in call.keywords for name in value.names)
    values = (*[store.value for store in unit.function.stores], *[leaving.value for leaving in unit.function.exits])
    yield from (name for value in values for name in value.names)

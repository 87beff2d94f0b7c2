"""Containers kept side by side, where the entry of one is removed and that of the other stays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from wshygiene_checks.facts import Call, Value
from wshygiene_checks.project import Family, Project
from wshygiene_checks.rules.growth.changes import Addition, Removal, additions, nested_additions, removals
from wshygiene_checks.rules.growth.containers import Container, containers, containers_beside
from wshygiene_checks.rules.growth.growth import Growth
from wshygiene_checks.rules.growth.guarantees import undoes

_FACTORIES = frozenset({"attr.ib()", "attrs.field()", "attr.field()"})
_COMPOSED = frozenset({"display", "comprehension", "text", "other", "call"})


class Sibling(NamedTuple):
    """Another container that gets an entry under the same key (``addition``), and loses it (``removal``).

    ``together`` says that one function adds to both. What is a member of one of its sets counts only then: a user who
    leaves a room is still a user, but for those who note down who is in which.
    """

    container: Container
    addition: Addition
    removal: Removal
    together: bool


def siblings(project: Project, growth: Growth) -> Iterator[Sibling]:
    """The siblings of a growing container that are cleaned up under the same key, if anybody ever cleans it up."""
    if growth.unused:
        return
    adding = {each.unit.name for each in growth.additions}
    emptied = project.shared(_emptied)
    for other in containers_beside(project, growth.container):
        if id(other) not in emptied:
            continue
        removed = [each for each in removals(project, other) if each.key and not _takes_back(each, adding)]
        moving = {each.unit.name for each in removed} & adding
        if removed and not moving:  # what removes there to add here moves the entry
            yield from _pairs(project, growth, other, removed)
        yield from _members(project, growth, other)


def _emptied(project: Project) -> frozenset[int]:
    """The containers, by identity, that lose entries or members under a key: most lose none, and are no siblings."""
    return frozenset(
        id(each) for each in containers(project) if any(lost.key for lost in removals(project, each, nested=True))
    )


def _takes_back(removal: Removal, adding: set[str]) -> bool:
    """Whether it only undoes, after an error, what its function has entered there: nothing has ended then."""
    return removal.unit.name not in adding and undoes(removal.unit, removal.what.block)


def _pairs(project: Project, growth: Growth, other: Container, removed: list[Removal]) -> Iterator[Sibling]:
    yield from _pairs_of(project, growth, other, list(additions(project, other)), removed)


def _pairs_of(
    project: Project, growth: Growth, other: Container, added: list[Addition], removed: list[Removal]
) -> Iterator[Sibling]:
    for own in growth.additions:
        for theirs in added:
            removal = next((each for each in removed if _same_entry(each.key, theirs.key)), None)
            if removal and (same_key(own.key, theirs.key) or _is_carried(project, own, theirs)):
                yield Sibling(other, theirs, removal, own.unit.name == theirs.unit.name)


def _members(project: Project, growth: Growth, other: Container) -> Iterator[Sibling]:
    """Pairs with the members of the sets or lists in another mapping, which one function adds to and one takes out."""
    added = list(nested_additions(project, other)) if growth.container.sort == other.sort == "dict" else []
    removed = [each for each in removals(project, other, nested=True) if each.key] if added else []
    adding = {each.unit.name for each in growth.additions}
    if not {each.unit.name for each in removed} & adding:
        pairs = _pairs_of(project, growth, other, added, removed)
        yield from (each for each in pairs if each.together)


def _same_entry(removed: Value | None, added: Value | None) -> bool:
    """Whether two keys of one container are written alike, but for the local name of what carries them."""
    if removed is None or added is None or same_key(removed, added):
        return removed is not None and added is not None
    one, other = removed.path, added.path
    carried = one.partition(".")[2]
    return bool(carried) and one[:1] == other[:1] == "%" and carried == other.partition(".")[2]


def _is_carried(project: Project, own: Addition, theirs: Addition) -> bool:
    """Whether the key of one is what the object in the other's key was made with.

    ``lock = Lock(resource)``, and then ``lock.resource`` in one container and ``resource`` in the other.
    """
    if own.unit.name != theirs.unit.name or own.key is None or theirs.key is None:
        return False
    for bare, carried in ((own.key.path, theirs.key.path), (theirs.key.path, own.key.path)):
        base, _, attribute = carried.rpartition(".")
        made = [store.value.call for store in own.unit.function.stores if store.path == base]
        calls = (own.unit.call_by_order(order) for order in made if order >= 0)
        if bare.startswith("%") and any(call and _makes_with(project, call, attribute, bare) for call in calls):
            return True
    return False


def _makes_with(project: Project, call: Call, attribute: str, path: str) -> bool:
    """Whether a call makes an object of the project that keeps ``path`` in this attribute."""
    if any(word == attribute and value.path == path for word, value in call.keywords):
        return True
    family = project.families.family(call.path) if call.path in project.families.classes else None
    fields = _fields(family) if family else ()
    return any(name == attribute and value.path == path for name, value in zip(fields, call.args, strict=False))


def _fields(family: Family) -> list[str]:
    """The attributes that the arguments of the constructor go to, in their order; those of attrs stand in the class."""
    for unit in family.methods.get("__init__", ()):
        if unit.function.params:
            kept = {store.value.path: store.path for store in unit.function.stores if store.value.kind == "path"}
            return [kept.get(f"%{each.name}", "").removeprefix("self.") for each in unit.function.params]
    stores = [store for unit in family.units if unit.function.kind == "class" for store in unit.function.stores]
    return [store.path.removeprefix("self.") for store in stores if store.value.path in _FACTORIES]


def same_key(one: Value | None, other: Value | None) -> bool:
    """Whether two keys are written alike: ``name`` here and ``name`` there, ``ws.id`` and ``ws.id``."""
    if one is None or other is None or one.kind == "constant":
        return False
    if one.kind in _COMPOSED or other.kind in _COMPOSED or not one.path:
        return bool(one.names) and (one.kind, one.path, one.names) == (other.kind, other.path, other.names)
    return one.path.rstrip("[]{}") == other.path.rstrip("[]{}")

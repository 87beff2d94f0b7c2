"""What code outside of a class does to its containers: ``hub.clients.append(ws)``, ``self.factory.peers.add(self)``."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from wshygiene_checks.facts import Call, Store
from wshygiene_checks.project import Family, Project, Unit

_WORD = r"[A-Z]+(?![a-z])|[A-Z][a-z0-9]*|[a-z0-9]+"
#: What takes a member that it is given out of its container.
TAKES = frozenset({"remove", "discard", "pop", "popleft", "difference_update"})
_Added = tuple[Unit, Call | Store, str]  # the code, what it does, and the path of the object that has the container


def added_from_outside(project: Project, family: Family, attribute: str) -> Iterator[tuple[Unit, Call | Store]]:
    """Where other code adds to an attribute of objects of this class, as far as their type or their name tells."""
    for unit, what, base in project.shared(_outside).get(attribute, ()):
        if is_one(project, family, unit, base, named=_adds_itself(what)):
            yield unit, what


def taken_from_outside(project: Project, family: Family, attribute: str) -> Iterator[tuple[Unit, Call]]:
    """Where other code takes a member out of an entry of such an attribute: ``hub.rooms[name].discard(self)``."""
    for unit, call, base in project.shared(_taken).get(attribute, ()):
        if is_one(project, family, unit, base, named=False):
            yield unit, call


def _outside(project: Project) -> dict[str, list[_Added]]:
    """All that is added to attributes of other objects than ``self``, by the name of the attribute."""
    found: dict[str, list[_Added]] = defaultdict(list)
    for unit, call in project.sites.named(project.knowledge.vocabulary.grow):
        _note(found, unit, call, call.receiver)
    for unit in project.units:
        for store in unit.function.stores:
            if store.key is not None and store.kind in ("set", "augment") and store.path.endswith("[]"):
                _note(found, unit, store, store.path[:-2])
    return dict(found)


def _taken(project: Project) -> dict[str, list[tuple[Unit, Call, str]]]:
    """All that is taken out of entries of other objects' attributes, by the name of the attribute."""
    found: dict[str, list[tuple[Unit, Call, str]]] = defaultdict(list)
    for unit, call in project.sites.named(TAKES):
        base, _, attribute = call.receiver.removesuffix("[]").rpartition(".")
        if call.receiver.endswith("[]") and call.args and attribute.isidentifier() and base not in ("", "self"):
            found[attribute].append((unit, call, base))
    return dict(found)


def _note(found: dict[str, list[_Added]], unit: Unit, what: Call | Store, path: str) -> None:
    base, _, attribute = path.rpartition(".")
    if attribute.isidentifier() and base not in ("", "self", "super()") and base[-1] not in "]})":
        found[attribute].append((unit, what, base))


def _adds_itself(what: Call | Store) -> bool:
    """Whether an object enters itself, which it does where it is given its owner: ``hub.sessions.append(self)``."""
    given = what.args if isinstance(what, Call) else (what.value, what.key)
    return any(value is not None and value.is_self for value in given)


def is_one(project: Project, family: Family, unit: Unit, base: str, *, named: bool) -> bool:
    """Whether a path leads to an object of the class: by its type or, where nobody knows that, by what it is called.

    What a local is called counts only where ``named`` says so: ``state`` may be anybody's.
    """
    types = {project.families.resolve(type_) for type_ in project.types.of(unit, base)}
    known = types & project.families.classes.keys()
    if known or not base.startswith(("self.", "%") if named else "self."):
        return bool(known & family.names)
    return base.removeprefix("self.").lstrip("%_") in called_as(project, family)


def called_as(project: Project, family: Family) -> frozenset[str]:
    """What people call an object of the class: ``factory`` for an `EchoFactory` or for what Twisted has as such."""
    names = (*family.names, *project.families.ancestors(family.main.name))
    words = (re.findall(_WORD, name.rpartition(".")[2]) for name in names)
    return frozenset(found[-1].lower() for found in words if found)

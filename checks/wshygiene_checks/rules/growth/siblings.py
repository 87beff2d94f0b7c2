"""Containers kept side by side, where the entry of one is removed and that of the other stays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from wshygiene_checks.facts import Value
from wshygiene_checks.project import Project
from wshygiene_checks.rules.growth.changes import Addition, Removal, additions, removals
from wshygiene_checks.rules.growth.containers import Container, containers_beside
from wshygiene_checks.rules.growth.growth import Growth
from wshygiene_checks.rules.growth.guarantees import undoes

_COMPOSED = frozenset({"display", "comprehension", "text", "other", "call"})


class Sibling(NamedTuple):
    """Another container that gets an entry under the same key (``addition``), and loses it (``removal``).

    ``together`` says that one function adds to both.
    """

    container: Container
    addition: Addition
    removal: Removal
    together: bool


def siblings(project: Project, growth: Growth) -> Iterator[Sibling]:
    """The siblings of a growing container that are cleaned up under the same key."""
    adding = {each.unit.name for each in growth.additions}
    for other in containers_beside(project, growth.container):
        removed = [each for each in removals(project, other) if each.key and not _takes_back(each, adding)]
        moving = {each.unit.name for each in removed} & adding
        if removed and not moving:  # what removes there to add here moves the entry
            yield from _pairs(project, growth, other, removed)


def _takes_back(removal: Removal, adding: set[str]) -> bool:
    """Whether it only undoes, after an error, what its function has entered there: nothing has ended then."""
    return removal.unit.name not in adding and undoes(removal.unit, removal.what.block)


def _pairs(project: Project, growth: Growth, other: Container, removed: list[Removal]) -> Iterator[Sibling]:
    added = list(additions(project, other))
    for own in growth.additions:
        for theirs in added:
            removal = next((each for each in removed if same_key(each.key, theirs.key)), None)
            if removal and same_key(own.key, theirs.key):
                yield Sibling(other, theirs, removal, own.unit.name == theirs.unit.name)


def same_key(one: Value | None, other: Value | None) -> bool:
    """Whether two keys are written alike: ``name`` here and ``name`` there, ``ws.id`` and ``ws.id``."""
    if one is None or other is None or one.kind == "constant":
        return False
    if one.kind in _COMPOSED or other.kind in _COMPOSED or not one.path:
        return bool(one.names) and (one.kind, one.path, one.names) == (other.kind, other.path, other.names)
    return one.path.rstrip("[]{}") == other.path.rstrip("[]{}")

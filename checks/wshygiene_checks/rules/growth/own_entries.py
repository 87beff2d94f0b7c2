"""Handlers that take out of a container what they have put in themselves: another one's entries they leave there."""

from __future__ import annotations

from collections.abc import Iterable

from wshygiene_checks.project import Project
from wshygiene_checks.rules.growth.changes import Addition, Removal
from wshygiene_checks.rules.growth.provenance import origin
from wshygiene_checks.rules.wrapped import entry_of


def without_own(
    project: Project, added: Iterable[Addition], removed: Iterable[Removal]
) -> tuple[list[Addition], list[Removal]]:
    """What is added and removed, but for entries that one function both makes and takes out, as only it can.

    Such a removal is none of what other code adds. Where nobody else adds anything, nothing is left out.
    """
    added, removed = list(added), list(removed)
    own = [each for each in removed if any(_is_of(project, each, addition) for addition in added)]
    seen_to = {each.unit.name for each in own}
    others = [each for each in added if each.unit.name not in seen_to]
    return (others, [each for each in removed if each not in own]) if own and others else (added, removed)


def _is_of(project: Project, removal: Removal, addition: Addition) -> bool:
    """Whether a function takes out what it has added before, under the same local name."""
    key, unit = addition.key, addition.unit
    if removal.key is None or key is None or removal.unit.name != unit.name or removal.what.order < addition.what.order:
        return False
    return key.path == removal.key.path and _is_its_own(project, addition)


def _is_its_own(project: Project, addition: Addition) -> bool:
    """Whether nobody else has the key: it is made in the function, or is the connection that this handles wholly."""
    unit, path = addition.unit, addition.key.path if addition.key else ""
    if not path.startswith("%") or "." in path or "[" in path:
        return False
    if any(f"%{parameter.name}" == path for parameter in unit.function.params):
        entry = entry_of(project, unit)
        return entry is not None and entry.lifetime == "connection" and entry.role == "whole"
    return origin(project, unit, addition.key) == "fresh"

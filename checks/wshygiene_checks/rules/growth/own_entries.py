"""Handlers that take out of a container what they have put in themselves: another one's entries they leave there."""

from __future__ import annotations

from collections.abc import Iterable

from wshygiene_checks.project import Project
from wshygiene_checks.rules.growth.changes import Addition, Removal
from wshygiene_checks.rules.growth.pending_calls import futures_in
from wshygiene_checks.rules.growth.provenance import origin
from wshygiene_checks.rules.growth.steps import Step
from wshygiene_checks.rules.wrapped import entry_of


def without_own(
    project: Project, added: Iterable[Addition], removed: Iterable[Removal]
) -> tuple[list[Addition], list[Removal]]:
    """What is added and removed, but for entries that one function both makes and takes out, as only it can.

    Such a removal is none of what other code adds. Where nobody else adds anything, nothing is left out.
    """
    added, removed = list(added), list(removed)
    own = [each for each in removed if takes_out_own(project, each, added)]
    seen_to = {each.unit.name for each in own}
    others = [each for each in added if each.unit.name not in seen_to]
    return (others, [each for each in removed if each not in own]) if own and others else (added, removed)


def takes_out_own(project: Project, removed: Removal | Step, added: Iterable[Addition] | Iterable[Step]) -> bool:
    """Whether a removal takes out what its own function has put there before, as only that can."""
    return any(_is_of(project, removed, each) for each in added)


def _is_of(project: Project, removed: Removal | Step, added: Addition | Step) -> bool:
    unit, key = added.unit, added.key
    if removed.key is None or key is None or removed.unit.name != unit.name or removed.what.order < added.what.order:
        return False
    same = key.path == removed.key.path and (key.kind != "call" or key.names == removed.key.names)
    return same and _is_its_own(project, added)


def _is_its_own(project: Project, added: Addition | Step) -> bool:
    """Whether nobody else has the key, made here or the connection that this handles wholly, or can do the call."""
    unit, path = added.unit, added.key.path if added.key else ""
    if _is_of_this_call(added):
        return True
    if not path.startswith("%") or "." in path or "[" in path:
        return False
    if any(f"%{parameter.name}" == path for parameter in unit.function.params):
        entry = entry_of(project, unit)
        return entry is not None and entry.lifetime == "connection" and entry.role == "whole"
    return origin(project, unit, added.key) == "fresh"


def _is_of_this_call(added: Addition | Step) -> bool:
    """Whether the entry is a future that the function has made and waits for: with the call it is of no use."""
    unit = added.unit
    futures = futures_in(unit, added.value.names) if added.value and unit.function.is_async else frozenset()
    waited = {each.path for each in unit.function.awaits}
    given = {value.path for call in unit.function.calls if call.awaited for value in call.args}
    return not futures.isdisjoint(waited | given)

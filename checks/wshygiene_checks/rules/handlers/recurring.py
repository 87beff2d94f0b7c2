"""Code that runs once for each connection, called by a framework or by such code alone, and what is made there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from wshygiene_checks.facts import Call
from wshygiene_checks.project import Project, Unit, root_of

GUARDS = frozenset({"false", "none", "not in", "compare"})
_ROLES = frozenset({"open", "message", "whole", "reconnect"})
_DEEPEST = 3  # functions from the entry point down to the registration


class Recurring(NamedTuple):
    """A function that runs for each connection or message.

    ``entry`` is what the framework calls; ``shared`` says that its object serves one connection after the other;
    ``calls`` are those that lead here, where it is not the entry point itself.
    """

    unit: Unit
    entry: Unit
    shared: bool
    calls: tuple[tuple[Recurring, Call], ...] = ()


def recurring(project: Project, unit: Unit) -> Recurring | None:
    """The innermost function around this code that runs for each connection; None where that cannot be told."""
    around: Unit | None = unit
    while around is not None:
        found = _recurring(project, around, 0)
        if found is not None:
            return found
        around = project.types.parent(around)
    return None


def _recurring(project: Project, unit: Unit, depth: int) -> Recurring | None:
    if unit.function.kind != "function":
        return None
    entry = project.roles.entry(unit)
    if entry is not None:
        shared = any(each.shared for each in project.roles.handed.of(unit))
        return Recurring(unit, unit, shared) if entry.role in _ROLES else None
    return _called_by_such(project, unit, depth) if depth < _DEEPEST else None


def _called_by_such(project: Project, unit: Unit, depth: int) -> Recurring | None:
    """Whether all calls of a function stand in code that runs for each connection, and in no test there."""
    callers: list[tuple[Recurring, Call]] = []
    for where, call in _calls(project, unit):
        caller = None if where.function is unit.function else _recurring(project, where, depth + 1)
        if caller is None or is_guarded(where, call):
            return None
        callers.append((caller, call))
    if not callers:
        return None
    shared = all(caller.shared and call.receiver == "self" for caller, call in callers)
    return Recurring(unit, callers[0][0].entry, shared, tuple(callers))


def _calls(project: Project, unit: Unit) -> Iterator[tuple[Unit, Call]]:
    """The calls that may run a function: those of its name, except where that is known to be another's."""
    for where, call in project.sites.named({unit.function.name}):
        callees = project.types.callee(where, call.path)
        if not callees or any(each.function is unit.function for each in callees):
            yield where, call


def is_guarded(unit: Unit, call: Call) -> bool:
    """Whether a test decides that it runs at all, such as that for the first connection."""
    around = unit.blocks_around(call.block)
    tested = any(atom.test in GUARDS for block in around if block.kind == "if" for atom in block.atoms)
    return tested or _is_done_once(unit, call)


def _is_done_once(unit: Unit, call: Call) -> bool:
    """Whether the function returns before it, where a flag says so that the function sets."""
    flags = {store.path for store in unit.function.stores if not store.path.startswith("%")}
    return any(
        atom.path in flags or atom.test == "in"
        for leaving in unit.function.exits
        if leaving.kind in ("return", "raise") and leaving.order < call.order
        for block in unit.blocks_around(leaving.block)
        if block.kind == "if"
        for atom in block.atoms
    )


def is_new(project: Project, code: Recurring, unit: Unit, path: str) -> bool:
    """Whether a local name stands for something that each connection brings or makes: itself, or an object made here.

    ``unit`` is where the name is used: in that function or in one nested there.
    """
    root = root_of(path)[0]
    position = next((n for n, each in enumerate(code.unit.function.params) if f"%{each.name}" == root), None)
    if position is not None:
        return not code.calls or all(_is_given_new(project, *each, position, root[1:]) for each in code.calls)
    return any(
        store.kind == "set" and store.value.kind == "call" and _is_class(project, store.value.path)
        for where in (unit, code.unit)
        for store in where.function.stores
        if store.path == root
    )


def _is_given_new(project: Project, caller: Recurring, call: Call, position: int, name: str) -> bool:
    value = call.argument(position, name)
    if value is None or (value.kind == "call" and _is_class(project, value.path)):
        return value is not None
    return value.path.startswith("%") and is_new(project, caller, caller.unit, value.path)


def _is_class(project: Project, path: str) -> bool:
    return path.endswith("()") and project.families.resolve(path[:-2]) in project.families.classes

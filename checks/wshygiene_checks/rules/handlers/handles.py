"""Functions of the project that register what they return, beside one that takes it back: ``hub.subscribe()``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from wshygiene_checks.facts import Call, Store
from wshygiene_checks.project import Flow, Project, Unit
from wshygiene_checks.rules.handlers.names import counterparts

_LETS_GO = frozenset("remove discard pop popitem clear difference_update".split())


class Handle(NamedTuple):
    """A call that gives a handle, or several at once: ``undo`` is the function of the project that takes it back.

    ``made_by`` is the function that is called, ``flow`` where the first handle goes.
    """

    unit: Unit
    call: Call
    made_by: Unit
    undo: Unit
    flow: Flow


def handles(project: Project) -> tuple[Handle, ...]:
    """Every call that gives a handle, worked out once."""
    return project.shared(_found)


def _found(project: Project) -> tuple[Handle, ...]:
    pairs = dict(_pairs(project))
    names = {name.rpartition(".")[2] for name in pairs}
    return tuple(
        Handle(unit, call, callee, pairs[callee.name], project.flow(unit, call, (0,) if _gives_several(callee) else ()))
        for unit, call in (project.sites.named(names) if names else ())
        for callee in [each for each in project.types.callee(unit, call.path) if each.name in pairs][:1]
        if not call.path.startswith("super()")
    )


def _pairs(project: Project) -> Iterator[tuple[str, Unit]]:
    """Full names of functions that keep what they return, and for each the one that lets go of what it is given."""
    for unit in project.units:
        function = unit.function
        if function.kind == "function" and function.exits and counterparts(function.name):
            undo = _undoing(project, unit)
            places = _keeps(project, unit) if undo else set()
            if undo and any(_lets_go(project, undo, place) for place in places):
                yield unit.name, undo


def _undoing(project: Project, unit: Unit) -> Unit | None:
    """The function beside this one that is its counterpart by name, and is told no more than what to take back."""
    beside = unit.name.rpartition(".")[0]
    for name in counterparts(unit.function.name):
        other = project.types.function(f"{beside}.{name}")
        if other is not None and len(_needed(other)) == max(1, len(_gives_several(unit))):
            return other
    return None


def _needed(unit: Unit) -> list[str]:
    return [f"%{each.name}" for each in unit.function.params if not each.optional]


def _gives_several(unit: Unit) -> tuple[str, ...]:
    """The local names in the tuple that a function returns; none where it returns a single thing."""
    values = [leaving.value for leaving in unit.function.exits if leaving.kind == "return"]
    return values[0].names if len(values) == 1 and values[0].kind == "display" else ()


def _keeps(project: Project, unit: Unit) -> set[str]:
    """The attributes and globals into which a function puts a new object, or its key, that it returns."""
    grow, given = project.knowledge.vocabulary.grow, {f"%{each.name}" for each in unit.function.params}
    returned = {leaving.value.path for leaving in unit.function.exits if leaving.kind == "return"}
    returned.update(_gives_several(unit))
    local = {path for path in returned if path.startswith("%") and "." not in path} - given
    found = {
        _container(call.receiver)
        for call in unit.function.calls
        if call.name in grow and any(not local.isdisjoint((value.path, *value.names)) for value in call.args)
    }
    found |= {_container(store.path) for store in unit.function.stores if _files(store, local)}
    return {place for place in found if not place.startswith("%")}


def _container(path: str) -> str:
    """The outermost container on the way: ``self._hub.queues`` of an element, and of what an element holds."""
    return path.partition("[")[0].removesuffix(".setdefault")


def _files(store: Store, local: set[str]) -> bool:
    """Whether one of these is put under a key, or is the key: ``self._queues[number] = queue``."""
    key = store.key.path if store.key else ""
    return store.path.endswith("[]") and store.kind == "set" and bool(local & {key, store.value.path})


def _lets_go(project: Project, undo: Unit, place: str) -> bool:
    """Whether the counterpart takes something out of that place, and nobody else does while the object lives."""
    if not _takes_out(undo, place):
        return False
    family = project.family(undo) if place.startswith("self.") else None
    others = family.units if family else [Unit(undo.file, each) for each in undo.file.functions]
    weak = any(
        name.startswith("weakref.")
        for unit in others
        for store in unit.function.stores
        if store.path == place
        for name in (store.value.path, store.annotation)
    )
    return not weak and not any(
        _takes_out(unit, place)
        for unit in others
        if unit.name != undo.name and not project.roles.is_setup(unit) and not project.roles.is_teardown(unit)
    )


def _takes_out(unit: Unit, place: str) -> bool:
    if any(call.name in _LETS_GO and _container(call.receiver) == place for call in unit.function.calls):
        return True
    return any(
        _container(store.path) == place and (store.kind in ("delete", "reduce") or store.path == place)
        for store in unit.function.stores
    )

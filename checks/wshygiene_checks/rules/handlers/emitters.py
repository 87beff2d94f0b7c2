"""Who calls the handlers: the object itself, one that it made, or one that was there before and stays on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from wshygiene_checks.facts import Store
from wshygiene_checks.project import Project, Unit, root_of
from wshygiene_checks.rules.handlers.callbacks import family_of
from wshygiene_checks.rules.handlers.parts import is_part_of_emitter
from wshygiene_checks.rules.handlers.registrations import Registration

# "own": it dies with the object. "injected": given from outside. "global": of the module or the library.
Emitter = Literal["own", "injected", "global", "unknown"]

_SHARED = frozenset("get instance current default shared global getlogger".split())


def emitter_of(project: Project, registration: Registration) -> Emitter:
    """How the life of the emitter compares with that of the object that registers."""
    call, unit = registration.call, registration.unit
    receiver = call.receiver
    if not receiver or not receiver.startswith(("self", "%")):
        return "own" if receiver.startswith("super()") else "global"
    root = root_of(receiver)[0]
    if root in ("self", "self.") or receiver == "self" or is_part_of_emitter(project, registration):
        return "own"
    if root.startswith("self."):
        return _of_attribute(project, unit, root)
    return _of_local(project, unit, root)


def _of_attribute(project: Project, unit: Unit, root: str) -> Emitter:
    family = family_of(project, unit)
    if family is None:
        return "unknown"
    if family.methods.get(root[5:]):
        return "unknown"  # a property: who made it is not seen here
    stores = [did for did in family.places[root].set if not did.part and did.what.kind == "set"]
    if any(_makes(did.unit, did.what) for did in stores):
        return "own"
    given = any(did.what.value.kind in ("path", "element") and did.what.value.path != "None" for did in stores)
    return "injected" if given else "unknown"


def _of_local(project: Project, unit: Unit, root: str) -> Emitter:
    for around in _scopes(project, unit):
        if any(f"%{param.name}" == root for param in around.function.params):
            return "injected"
        stores = [store for store in around.function.stores if store.path == root and store.kind == "set"]
        if stores:
            made = any(_makes(around, store) for store in stores)
            return "own" if made else "unknown"
    return "unknown"


def _scopes(project: Project, unit: Unit) -> Iterator[Unit]:
    """The function and those around it."""
    current: Unit | None = unit
    while current is not None:
        yield current
        current = project.types.parent(current)


def _makes(unit: Unit, store: Store) -> bool:
    """Whether the value is made here: by a constructor or a connecting call, not looked up somewhere."""
    made = unit.call_by_order(store.value.call) if store.value.kind in ("call", "path") else None
    if made is None:
        return False
    name = made.name
    first = name.lstrip("_").partition("_")[0].lower()
    return first not in _SHARED

"""Keys of a mapping that a loop over it gives away: ``for name in list(self._tasks): self.drop(name)``."""

from __future__ import annotations

from wshygiene_checks.facts import Call, Value
from wshygiene_checks.project import Did, Family, Unit, of_locals, places_in


def is_only_a_key(family: Family, root: str, did: Did[Call]) -> bool:
    """Whether a method of the class is given what it only looks up, or takes out, under that key in the mapping.

    Iterating over a place gives its elements, or its keys if it is a mapping, which the loop alone does not tell.
    """
    call = did.what
    methods = family.methods.get(call.name, ()) if call.receiver == "self" else ()
    positions = [position for position, value in enumerate(call.args) if value is did.value]
    return bool(methods and positions) and all(
        _looks_up(method, position, root) for method in methods for position in positions
    )


def _looks_up(method: Unit, position: int, root: str) -> bool:
    parameters = [each.name for each in method.function.params if each.name != "self"]
    if position >= len(parameters):
        return False
    place = places_in((method,), of_locals)[f"%{parameters[position]}"]
    used = place.called or place.left or place.awaited or place.iterated or place.set
    entry = f"{root}[]"
    looks = [did.what.receiver == root for did in place.handed]
    looks += [entry == (did.what.path if did.value is did.what.key else _path(did.value)) for did in place.kept]
    return not used and bool(looks) and all(looks)


def _path(value: Value | None) -> str:
    return value.path if value is not None else ""

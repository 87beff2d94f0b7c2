"""Objects that are entries of the program's containers from the start, such as a hub for each region.

What tests enter comes and goes, and is measured with its container; these stay, and may have listeners, or have an
emitter that has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any
from weakref import ref

from pytest_wshygiene.census.containers import has_attributes
from pytest_wshygiene.census.places import Held, Place
from pytest_wshygiene.references.edges import shown_key

#: Entries of one container, objects in all, and containers in containers, that are looked at.
_ENTRIES, _MOST, _DEPTH = 8, 32, 2


def entered(places: Iterable[Place]) -> list[Held]:
    """The objects of the user's that are entries of what is at ``places`` now."""
    found: list[Held] = []
    seen: set[int] = set()
    for place in places:
        if place.is_inside or place.is_library:
            continue
        for path, keys, thing in _objects(place.find(), place.path, (), _DEPTH):
            if id(thing) not in seen and len(found) < _MOST:
                seen.add(id(thing))
                found.append(Held(path, partial(_get, place, keys, ref(thing)), is_entry=True))
    return found


def _objects(
    container: Any, path: str, keys: tuple[Any, ...], depth: int
) -> Iterator[tuple[str, tuple[Any, ...], Any]]:
    pairs = list(container.copy().items()) if type(container) is dict else list(enumerate(container))
    for key, entry in pairs if 0 < len(pairs) <= _ENTRIES else ():
        spelled = f"{path}[{shown_key(key)}]"
        if type(entry) in (dict, list) and depth > 1:
            yield from _objects(entry, spelled, (*keys, key), depth - 1)
        elif has_attributes(entry):
            yield spelled, (*keys, key), entry


def _get(place: Place, keys: tuple[Any, ...], first: ref[Any]) -> Any:
    """The object that was there; raises LookupError when it has gone, or another one has taken its place."""
    found = place.find()
    for key in keys:
        found = found[key]
    if found is not first():
        raise LookupError(place.path)
    return found

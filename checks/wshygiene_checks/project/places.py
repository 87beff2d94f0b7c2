"""What a piece of code does with each place it can name: an attribute, a global, a local variable."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from wshygiene_checks.facts import Await, Block, Call, Exit, Store, Value
from wshygiene_checks.project.units import Unit

# Kinds of values that carry what they are made of; the result of another call, or of a comparison, does not.
_CARRIES = frozenset(
    "path element copy values items keys enumerate display comprehension lambda partial function".split()
)


Anything = Call | Store | Await | Exit | Block
What = TypeVar("What", bound=Anything, covariant=True)


class Did(NamedTuple, Generic[What]):
    """One thing done with a place, and where.

    ``part`` is empty for the place itself, ``[]`` for an element of it, ``{}`` for a key; more for attributes beyond.
    ``value`` is the argument, the stored or the returned value that the place appears in.
    """

    unit: Unit
    what: What
    part: str
    value: Value | None = None


RELATIONS = ("called", "handed", "set", "kept", "left", "awaited", "iterated")


class Place:
    """Everything that is done with one place."""

    __slots__ = (*RELATIONS, "path")

    def __init__(self, path: str) -> None:
        self.path = path
        self.called: list[Did[Call]] = []  # methods called on it; the `name` of the call says which
        self.handed: list[Did[Call]] = []  # passed to a call, alone or inside something
        self.set: list[Did[Store]] = []  # stored into, deleted, declared
        self.kept: list[Did[Store]] = []  # its value stored elsewhere: that other `Store`
        self.left: list[Did[Exit]] = []  # returned, yielded or raised
        self.awaited: list[Did[Await]] = []
        self.iterated: list[Did[Block]] = []  # loops over it, or `with` on it

    def extend(self, other: Place) -> None:
        """Add what is done with another place to this one."""
        for relation in RELATIONS:
            getattr(self, relation).extend(getattr(other, relation))

    def calls_to(self, names: Iterable[str], part: str | None = None) -> list[Did[Call]]:
        """Calls of methods with these names on the place, or on that part of it."""
        wanted = frozenset(names)
        return [did for did in self.called if did.what.name in wanted and (part is None or did.part == part)]


class Places(dict[str, Place]):
    """Places by path; one that nothing is done with is empty, not missing."""

    def __missing__(self, path: str) -> Place:
        return Place(path)

    def at(self, path: str) -> Place:
        """The place with this path, remembered."""
        place = self.get(path)
        if place is None:
            place = self[path] = Place(path)
        return place


_ROOT = re.compile(r"(self\.[^.\[{(]*|%[^.\[{(]*|[^\[{(]*)(.*)", re.DOTALL)


@lru_cache(maxsize=1 << 16)
def root_of(path: str) -> tuple[str, str]:
    """Split a path into the place and the part beyond: ``self._rooms[].members`` is (``self._rooms``, ``[].members``).

    For locals the place is the variable; for other paths it is everything before the first bracket.
    """
    found = _ROOT.fullmatch(path)
    return (found[1], found[2]) if found else (path, "")


Split = Callable[[str], tuple[str, str] | None]


def of_instance(path: str) -> tuple[str, str] | None:
    """Split paths that begin at ``self``; None for all others."""
    return root_of(path) if path.startswith("self.") else None


def of_locals(path: str) -> tuple[str, str] | None:
    """Split paths that begin at a local name; None for all others."""
    return root_of(path) if path.startswith("%") else None


def places_in(units: Iterable[Unit], split: Split = root_of) -> Places:
    """Collect what some code does with places; ``split`` says which, and what each is called."""
    places = Places()
    for unit in units:
        _collect(places, unit, split)
    return places


class MergedPlaces(Places):
    """The places of several pieces of code as one; each is put together when it is asked for."""

    def __init__(self, parts: Iterable[Places]) -> None:
        super().__init__()
        self._parts = tuple(parts)

    def __missing__(self, path: str) -> Place:
        place = self[path] = Place(path)
        for part in self._parts:
            if path in part:
                place.extend(part[path])
        return place


def _collect(places: Places, unit: Unit, split: Split) -> None:
    """Add what one piece of code does."""
    function = unit.function
    for call in function.calls:
        receiver = call.path[: -len(call.name) - 1]
        found = split(receiver) if receiver else None
        if found is not None:
            places.at(found[0]).called.append(Did(unit, call, found[1]))
        if (call.args or call.keywords) and not receiver.startswith("super()"):
            values = (*call.args, *[value for _, value in call.keywords]) if call.keywords else call.args
            for path, part, value in _named(values, split):
                places.at(path).handed.append(Did(unit, call, part, value))
    for store in function.stores:
        _collect_store(places, unit, store, split)
    for awaited in function.awaits:
        found = split(awaited.path) if awaited.path else None
        if found is not None:
            places.at(found[0]).awaited.append(Did(unit, awaited, found[1]))
    for leaving in function.exits:
        for path, part, value in _named((leaving.value,), split):
            places.at(path).left.append(Did(unit, leaving, part, value))
    for block in function.blocks:
        for path, part, value in _named(block.values, split):
            places.at(path).iterated.append(Did(unit, block, part, value))


def _collect_store(places: Places, unit: Unit, store: Store, split: Split) -> None:
    found = split(store.path) if store.path else None
    if found is not None:
        places.at(found[0]).set.append(Did(unit, store, found[1], store.value))
    values = (store.value, store.key) if store.key else (store.value,)
    for path, part, value in _named(values, split):
        places.at(path).kept.append(Did(unit, store, part, value))


def _named(values: Iterable[Value], split: Split) -> list[tuple[str, str, Value]]:
    """The places that values carry, each split in two, with the value it is carried by."""
    return [
        (*found, value)
        for value in values
        if value.names and value.kind in _CARRIES
        for name in value.names
        if name and (found := split(name)) is not None
    ]

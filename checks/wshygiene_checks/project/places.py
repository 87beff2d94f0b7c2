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
        _Collector(places, unit, split).collect()
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


class _Collector:
    def __init__(self, places: Places, unit: Unit, split: Split) -> None:
        self.places = places
        self.unit = unit
        self.split = split

    def collect(self) -> None:
        function = self.unit.function
        for call in function.calls:
            self._call(call)
        for store in function.stores:
            self._add("set", store.path, store, store.value)
            self._values("kept", store, (store.value,))
            if store.key:
                self._values("kept", store, (store.key,))
        for awaited in function.awaits:
            self._add("awaited", awaited.path, awaited)
        for leaving in function.exits:
            self._values("left", leaving, (leaving.value,))
        for block in function.blocks:
            self._values("iterated", block, block.values)

    def _call(self, call: Call) -> None:
        self._add("called", call.receiver, call)
        if call.receiver.startswith("super()"):
            return
        self._values("handed", call, call.args)
        self._values("handed", call, [value for _, value in call.keywords])

    def _values(self, relation: str, what: Anything, values: Iterable[Value]) -> None:
        for value in values:
            if value.kind in _CARRIES:
                for name in value.names:
                    self._add(relation, name, what, value)

    def _add(self, relation: str, path: str, what: Anything, value: Value | None = None) -> None:
        found = self.split(path) if path else None
        if found is not None:
            getattr(self.places.at(found[0]), relation).append(Did(self.unit, what, found[1], value))

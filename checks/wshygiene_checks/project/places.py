"""What a piece of code does with each place it can name: an attribute, a global, a local variable."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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


class Place:
    """Everything that is done with one place."""

    __slots__ = ("awaited", "called", "handed", "iterated", "kept", "left", "path", "set")

    def __init__(self, path: str) -> None:
        self.path = path
        self.called: list[Did[Call]] = []  # methods called on it; the `name` of the call says which
        self.handed: list[Did[Call]] = []  # passed to a call, alone or inside something
        self.set: list[Did[Store]] = []  # stored into, deleted, declared
        self.kept: list[Did[Store]] = []  # its value stored elsewhere: that other `Store`
        self.left: list[Did[Exit]] = []  # returned, yielded or raised
        self.awaited: list[Did[Await]] = []
        self.iterated: list[Did[Block]] = []  # loops over it, or `with` on it

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


def root_of(path: str) -> tuple[str, str]:
    """Split a path into the place and the part beyond: ``self._rooms[].members`` is (``self._rooms``, ``[].members``).

    For locals the place is the variable; for other paths it is everything before the first bracket.
    """
    if path.startswith("self."):
        end = _first(path, 5)
    elif path.startswith("%"):
        end = _first(path, 1)
    else:
        end = _first(path, 0, ".")
    return path[:end], path[end:]


def _first(path: str, start: int, skip: str = "") -> int:
    for position in range(start, len(path)):
        if path[position] in ".[{(" and path[position] not in skip:
            return position
    return len(path)


def places_in(units: Iterable[Unit], *, self_only: bool = False, wanted: Callable[[str], bool] | None = None) -> Places:
    """Collect what some code does with places; only attributes of ``self``, or only wanted roots, where asked."""
    places = Places()
    keep = wanted or ((lambda root: root.startswith("self.")) if self_only else (lambda root: True))
    for unit in units:
        _Collector(places, unit, keep).collect()
    return places


class _Collector:
    def __init__(self, places: Places, unit: Unit, keep: Callable[[str], bool]) -> None:
        self.places = places
        self.unit = unit
        self.keep = keep

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
        if not path:
            return
        root, part = root_of(path)
        if self.keep(root):
            getattr(self.places.at(root), relation).append(Did(self.unit, what, part, value))

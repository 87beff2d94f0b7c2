"""What a piece of code does with each place it can name: an attribute, a global, a local variable."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Generic, Literal, NamedTuple, TypeVar

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


Relation = Literal["called", "handed", "set", "kept", "left", "awaited", "iterated"]

# Everything that some code does with places, by path: a relation and the parts of a `Did`, in turn. Most places are
# never asked for, and this takes a fifth of the memory that so many `Place` would.
Mentions = Mapping[str, Sequence[Any]]


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

    def add(self, mentions: Mentions) -> None:
        """Add what some code does with it."""
        noted = iter(mentions.get(self.path, ()))
        for relation, *did in zip(noted, noted, noted, noted, noted, strict=True):
            getattr(self, relation).append(Did(*did))

    def calls_to(self, names: Iterable[str], part: str | None = None) -> list[Did[Call]]:
        """Calls of methods with these names on the place, or on that part of it."""
        wanted = frozenset(names)
        return [did for did in self.called if did.what.name in wanted and (part is None or did.part == part)]

    def cut_off(self) -> list[Did[Call]]:
        """Where the transport under a connection is ended, and the connection with it."""
        return self.calls_to(("abort", "close"), ".transport")


class Places(dict[str, Place]):
    """Places by path, over several pieces of code; each is put together when it is asked for.

    One that nothing is done with is empty, not missing.
    """

    def __init__(self, parts: Iterable[Mentions] = ()) -> None:
        super().__init__()
        self._parts = tuple(parts)

    def __missing__(self, path: str) -> Place:
        place = self[path] = Place(path)
        for part in self._parts:
            place.add(part)
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


@lru_cache(maxsize=1 << 16)
def of_instance(path: str) -> tuple[str, str] | None:
    """Split paths that begin at ``self``; None for all others."""
    return root_of(path) if path.startswith("self.") else None


@lru_cache(maxsize=1 << 16)
def of_locals(path: str) -> tuple[str, str] | None:
    """Split paths that begin at a local name; None for all others."""
    return root_of(path) if path.startswith("%") else None


def places_in(units: Iterable[Unit], split: Split = root_of) -> Places:
    """Collect what some code does with places; ``split`` says which, and what each is called."""
    return Places([mentions_in(units, split)])


def mentions_in(units: Iterable[Unit], split: Split) -> Mentions:
    """What `places_in` collects, to be put together with that of other code."""
    mentions: dict[str, list[Any]] = defaultdict(list)
    for unit in units:
        _collect(mentions, unit, split)
    return dict(mentions)


def _collect(mentions: dict[str, list[Any]], unit: Unit, split: Split) -> None:
    """Add what one piece of code does."""
    function = unit.function
    for call in function.calls:
        receiver = call.path[: -len(call.name) - 1]
        found = split(receiver) if receiver else None
        if found is not None:
            mentions[found[0]] += ("called", unit, call, found[1], None)
        if (call.args or call.keywords) and not receiver.startswith("super()"):
            values = (*call.args, *[value for _, value in call.keywords]) if call.keywords else call.args
            _note(mentions, "handed", unit, call, values, split)
    for store in function.stores:
        found = split(store.path) if store.path else None
        if found is not None:
            mentions[found[0]] += ("set", unit, store, found[1], store.value)
        _note(mentions, "kept", unit, store, (store.value, store.key) if store.key else (store.value,), split)
    for awaited in function.awaits:
        found = split(awaited.path) if awaited.path else None
        if found is not None:
            mentions[found[0]] += ("awaited", unit, awaited, found[1], None)
    for leaving in function.exits:
        _note(mentions, "left", unit, leaving, (leaving.value,), split)
    for block in function.blocks:
        if block.values:
            _note(mentions, "iterated", unit, block, block.values, split)


def _note(
    mentions: dict[str, list[Any]],
    relation: Relation,
    unit: Unit,
    what: Anything,
    values: Iterable[Value],
    split: Split,
) -> None:
    """Add the places that values carry."""
    for value in values:
        names = value.names
        if names and value.kind in _CARRIES:
            for name in names:
                found = split(name) if name else None
                if found is not None:
                    mentions[found[0]] += (relation, unit, what, found[1], value)

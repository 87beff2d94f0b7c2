"""What a piece of code does with each place it can name: an attribute, a global, a local variable."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, NamedTuple, TypeVar

from wshygiene_checks.facts import Await, Block, Call, Exit, Store, Value
from wshygiene_checks.project.mentions import Mentions, Split, root_of
from wshygiene_checks.project.units import Unit

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

    def add(self, mentions: Mentions) -> None:
        """Add what some code does with it."""
        for relation, *did in mentions.of(self.path):
            getattr(self, relation).append(Did(*did))

    def calls_to(self, names: Iterable[str], part: str | None = None) -> list[Did[Call]]:
        """Calls of methods with these names on the place, or on that part of it."""
        wanted = frozenset(names)
        return [did for did in self.called if did.what.name in wanted and (part is None or did.part == part)]


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


def places_in(units: Iterable[Unit], split: Split = root_of) -> Places:
    """Collect what some code does with places; ``split`` says which, and what each is called."""
    return Places([Mentions(units, split)])

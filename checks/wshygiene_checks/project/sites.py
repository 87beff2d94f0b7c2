"""Finds code by the names of what it calls, makes or returns, so that nobody has to look at all code of a project."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, KeysView, Mapping, Sequence

from wshygiene_checks.facts import Call, Outline
from wshygiene_checks.project.units import Unit

_MOST_KNOWN = 16  # sets of names of which it is kept who calls them
Numbers = dict[str, "array[int]"]  # from small to large, by some name


def numbers() -> array[int]:
    """Numbers of units or files: in a list of Python's each would take ten times the memory."""
    return array("I")


class Sites:
    """Which code does what, by name; see `Outline`. The units come in the order of the files.

    It keeps numbers of units and not the calls themselves: that takes a tenth of the memory, and a unit has few calls.
    """

    def __init__(self, units: Sequence[Unit]) -> None:
        self._units = units
        self.filled: set[str] = set()  # the last parts of the paths that something is put into
        self._probing = numbers()
        self._known: dict[frozenset[str], frozenset[int]] = {}
        self._kinds: list[Numbers] = [defaultdict(numbers) for _ in range(5)]
        self._callers, self._passing, self._blocks, self._makers, self._handing_out = self._kinds

    def add(self, first: int, outline: Outline) -> None:
        """Take up a file whose first unit has this number."""
        own: tuple[Mapping[str, Sequence[int]], ...] = outline[:5]
        for found, by_name in zip(self._kinds, own, strict=True):
            for name, which in by_name.items():
                found[name].extend([first + number for number in which])
        self._probing.extend([first + number for number in outline.probes])
        self.filled |= outline.filled

    @property
    def names(self) -> KeysView[str]:
        """All names that are called."""
        return self._callers.keys()

    def named(self, names: Iterable[str]) -> Iterator[tuple[Unit, Call]]:
        """The calls of these names, by whatever path, in the order of the files."""
        wanted = frozenset(names)
        for unit in self._of(self._callers, wanted):
            for call in unit.function.body.calls_named(wanted):
                yield unit, call

    def calling(self, names: Iterable[str], keywords: Iterable[str] = ()) -> Iterator[Unit]:
        """Code that calls something of one of these names, or passes something under one of these keywords."""
        found = set(self._among(self._callers, names)).union(self._among(self._passing, keywords))
        return self._in_order(found)

    def is_calling(self, unit: Unit, names: frozenset[str]) -> bool:
        """Whether this code calls something of one of these names."""
        if names not in self._known:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[names] = frozenset([id(each.function) for each in self.calling(names)])
        return id(unit.function) in self._known[names]

    def with_block(self, *kinds: str) -> Iterator[Unit]:
        """Code with a block of one of these kinds."""
        return self._of(self._blocks, kinds)

    def making(self, names: Iterable[str]) -> Iterator[Unit]:
        """Code that binds an attribute or global whose path ends so to something that it makes."""
        return self._of(self._makers, names)

    @property
    def handed_out(self) -> KeysView[str]:
        """What is returned: last parts of paths, ``function`` and ``lambda``."""
        return self._handing_out.keys()

    def handing_out(self, names: Iterable[str]) -> Iterator[Unit]:
        """Code that returns one of these."""
        return self._of(self._handing_out, names)

    @property
    def probing(self) -> tuple[Unit, ...]:
        """The code that looks into mappings which gain an entry by that."""
        return tuple([self._units[number] for number in self._probing])

    def _of(self, kind: Numbers, names: Iterable[str]) -> Iterator[Unit]:
        return self._in_order(set(self._among(kind, names)))

    def _among(self, kind: Numbers, names: Iterable[str]) -> Iterator[int]:
        return (number for name in kind.keys() & names for number in kind[name])

    def _in_order(self, found: Iterable[int]) -> Iterator[Unit]:
        return (self._units[number] for number in sorted(found))

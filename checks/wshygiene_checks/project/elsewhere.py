"""What is done to attributes through other objects than ``self``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set

from wshygiene_checks.facts import Outline
from wshygiene_checks.project.sites import Numbers, numbers
from wshygiene_checks.project.units import Unit

_NOTHING: frozenset[str] = frozenset()


class Elsewhere:
    """Attributes by name, and what is called on them or done with them; see `Project.elsewhere`.

    It keeps numbers, three for each use: most attributes are never asked for.
    """

    def __init__(self, units: Sequence[Unit]) -> None:
        self._units = units
        self._known: dict[str, set[str]] = {}
        self._replaced: dict[str, frozenset[str]] = {}
        self._kinds: dict[frozenset[str], frozenset[str]] = {}  # the few there are, each once
        self._touched: Numbers = defaultdict(numbers)  # a unit, a base, what it does; in turn
        self._changed: Numbers = defaultdict(numbers)  # a unit and a base, in turn
        self._words: list[str] = []
        self._number_of: dict[str, int] = {}

    def add(self, first: int, outline: Outline) -> None:
        """Take up a file whose first unit has this number."""
        for attribute, kinds in outline.replaced.items():
            found = self._replaced.get(attribute, _NOTHING).union(kinds)
            self._replaced[attribute] = self._kinds.setdefault(found, found)
        for attribute, bases in outline.touched.items():
            self._touched[attribute].extend(
                [n for unit, base, what in bases for n in (first + unit, self._number(base), self._number(what))]
            )

        for attribute, places in outline.changed.items():
            self._changed[attribute].extend([n for unit, base in places for n in (first + unit, self._number(base))])

    def _number(self, word: str) -> int:
        found = self._number_of.get(word)
        if found is None:
            found = self._number_of[word] = len(self._words)
            self._words.append(word)
        return found

    def __contains__(self, attribute: str) -> bool:
        return bool(self.get(attribute))

    def get(self, attribute: str, default: Iterable[str] = _NOTHING) -> Set[str]:
        """What is done to attributes of this name."""
        if attribute not in self._known:
            noted = self._touched[attribute][2::3] if attribute in self._touched else ()
            done = {self._words[what] for what in noted}
            self._known[attribute] = done.union(self._replaced.get(attribute, ()))
        return self._known[attribute]

    def where(self, attribute: str) -> Iterator[tuple[Unit, str, str]]:
        """Which code does it to attributes of this name, through what: (code, path of the object, what is done)."""
        noted = iter(self._touched.get(attribute, ()))
        for unit, base, what in zip(noted, noted, noted, strict=True):
            yield self._units[unit], self._words[base], self._words[what]

    def changing(self, attribute: str) -> Iterator[tuple[Unit, str]]:
        """Which code deletes or binds attributes of this name, or items of them, through what."""
        noted = iter(self._changed.get(attribute, ()))
        for unit, base in zip(noted, noted, strict=True):
            yield self._units[unit], self._words[base]

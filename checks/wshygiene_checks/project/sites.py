"""Finds calls by the name of what is called, so that nobody has to look at all the code of a project."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, KeysView, Sequence

from wshygiene_checks.facts import Call
from wshygiene_checks.project.units import Unit


class Sites:
    """Which code calls functions and methods of which names.

    It keeps numbers of units and not the calls themselves: that takes a tenth of the memory, and a unit has few calls.
    """

    def __init__(self, units: Sequence[Unit]) -> None:
        self._units = units
        self._callers: dict[str, list[int]] = defaultdict(list)
        for number, unit in enumerate(units):
            for name in {call.name for call in unit.function.calls}:
                self._callers[name].append(number)

    @property
    def names(self) -> KeysView[str]:
        """All names that are called."""
        return self._callers.keys()

    def named(self, names: Iterable[str]) -> Iterator[tuple[Unit, Call]]:
        """The calls of these names, by whatever path, in the order of the files."""
        wanted = frozenset(names)
        numbers = {number for name in wanted & self.names for number in self._callers[name]}
        for number in sorted(numbers):
            unit = self._units[number]
            for call in unit.function.calls:
                if call.name in wanted:
                    yield unit, call

"""Containers and values that may be growing, measured through more cycles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pytest_wshygiene.churn.heap import HeapSizes
from pytest_wshygiene.churn.paths import PathSizes, Roots
from pytest_wshygiene.churn.series import Pace, pace


class Tracked:
    """One thing whose size is measured after every cycle.

    ``path`` is given where one is known already; ``is_variable`` is true for a variable of the test's own. ``fetch``
    returns what is in its place now, for what is replaced when it grows. ``before`` are the size that it had and the
    cycles since.
    """

    __slots__ = ("_before", "_fetch", "is_variable", "path", "sizes", "thing")

    def __init__(
        self,
        thing: Any,
        before: tuple[int, int],
        path: str = "",
        is_variable: bool = False,
        fetch: Callable[[], Any] | None = None,
    ) -> None:
        self.thing = thing
        self.path = path
        self.is_variable = is_variable
        self._before = before
        self._fetch = fetch
        self.sizes = [self.size()]

    def size(self) -> int:
        """How large it is now; 0 where there is nothing any more."""
        try:
            return len(self.thing if self._fetch is None else self._fetch())
        except (TypeError, AttributeError):
            return 0

    def measure(self) -> None:
        """Add the size of now."""
        self.sizes.append(self.size())

    def pace(self) -> Pace:
        """How it grew since it is tracked, or before that where no more cycles could be run."""
        if len(self.sizes) > 1:
            return pace(self.sizes)
        size, cycles = self._before
        return pace([size, self.sizes[0]], [cycles])

    @property
    def type_name(self) -> str:
        """The type of what grows, as a person would call it."""
        return type(self.thing).__name__


class Sizes:
    """The sizes of everything before the cycles; ``grown`` is what they have made larger."""

    def __init__(self, roots: Roots) -> None:
        self._paths = PathSizes(roots)
        self._heap = HeapSizes()

    def grown(self, cycles: int) -> list[Tracked]:
        """What may be growing, to be measured further."""
        by_path, places = self._paths.grown(cycles)
        found = [
            Tracked(each.fetch(), (each.size, cycles), each.path, each.is_variable, each.fetch) for each in by_path
        ]
        for thing, size in self._heap.grown(cycles):
            spot = places.get(id(thing))
            path, is_variable = (spot.path, spot.is_variable) if spot is not None else ("", False)
            found.append(Tracked(thing, (size, cycles), path, is_variable))
        return found

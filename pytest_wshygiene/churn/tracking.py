"""Containers and values that may be growing, measured through more cycles."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from itertools import accumulate
from sys import getsizeof
from typing import Any

from pytest_wshygiene.churn.heap import HeapSizes
from pytest_wshygiene.churn.paths import PathSizes, Roots
from pytest_wshygiene.churn.series import Pace, goes_up, pace

#: Things whose size is measured through a long run, and those of them that are told.
MOST_MEASURED, MOST_TOLD = 1000, 40


class Tracked:
    """One thing whose size is measured after every cycle.

    ``path`` is given where one is known already; ``is_variable`` is true for a variable of the test's own. ``fetch``
    returns what is in its place now, for what is replaced when it grows. ``before`` are the size that it had and the
    cycles since. ``sizes`` begin with that one, and ``weights`` are the cycles between them; they are arrays because
    lists would be found growing themselves.
    """

    __slots__ = ("_fetch", "_found", "is_variable", "path", "sizes", "thing", "weights")

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
        self._fetch = fetch
        self._found = self.size()
        self.sizes = array("q", [before[0], self._found])
        self.weights = array("q", [before[1]])

    def size(self) -> int:
        """How large it is now; 0 where there is nothing any more."""
        try:
            return len(self.thing if self._fetch is None else self._fetch())
        except (TypeError, AttributeError):
            return 0

    def measure(self, cycles: int = 1) -> None:
        """Add the size of now, so many cycles after the last one."""
        self.sizes.append(self.size())
        self.weights.append(cycles)

    def restart(self) -> None:
        """Forget the sizes so far: only what comes now counts."""
        self.sizes, self.weights = array("q", [self.size()]), array("q")

    def pace(self) -> Pace:
        """How it grew since it is tracked."""
        return pace(self.sizes, self.weights)

    @property
    def notes(self) -> int:
        """Bytes that watching it takes."""
        return getsizeof(self) + getsizeof(self.sizes) + getsizeof(self.weights)

    @property
    def rises(self) -> bool:
        """True when it grows through all of a long run."""
        return self.is_larger and goes_up([0, *accumulate(self.weights)], self.sizes)

    @property
    def is_larger(self) -> bool:
        """True when it is larger than at first."""
        return self.sizes[-1] > self.sizes[0]

    @property
    def has_gone_on(self) -> bool:
        """True when it is larger than when it was found; before that, another may have been at its address or path."""
        return self.size() > self._found

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
        return self._grown(cycles, cycles, MOST_TOLD)

    def larger(self, cycles: int) -> list[Tracked]:
        """Whatever has grown at all in so many cycles, and has the path that it had before.

        What has come under a path meanwhile is a matter for a later look: another thing may have been at its address.
        """
        found = self._grown(1, cycles, MOST_MEASURED)
        known = self._paths.known(tracked.path for tracked in found)
        return [tracked for tracked in found if not tracked.path or tracked.path in known]

    def _grown(self, least: int, cycles: int, most: int) -> list[Tracked]:
        by_path, places = self._paths.grown(least)
        found = [
            Tracked(each.fetch(), (each.size, cycles), each.path, each.is_variable, each.fetch) for each in by_path
        ]
        for thing, size in self._heap.grown(least, most):
            spot = places.get(id(thing))
            if spot is None:
                found.append(Tracked(thing, (size, cycles)))
            else:  # it may be a larger copy at the address of the first: what is there now is measured further
                found.append(Tracked(thing, (size, cycles), spot.path, spot.is_variable, spot.fetch))
        return found


class Rising:
    """What grows in a long run, measured at every sample.

    It is looked for after 1, 2, 4, 8, ... samples, because nobody can know how many there will be, in comparison with
    the start and, for what was made meanwhile, with the last look.
    """

    def __init__(self, roots: Roots) -> None:
        self._roots = roots
        self._looks = [(0, Sizes(roots))]
        self._samples = self._cycles = 0
        self._tracked: list[Tracked] = []

    @property
    def is_due(self) -> bool:
        """True when it is time to look for more: after 1, 2, 4, 8, ... samples."""
        return self._samples & (self._samples - 1) == 0

    def sample(self, cycles: int) -> None:
        """Measure what is tracked, so many cycles after the last sample."""
        self._samples += 1
        self._cycles += cycles
        for tracked in self._tracked:
            tracked.measure(cycles)

    def look(self) -> None:
        """Look for more that grows."""
        self._tracked = [tracked for tracked in self._tracked if tracked.is_larger]
        for at, sizes in self._looks:
            known = {id(tracked.thing) for tracked in self._tracked} | {tracked.path for tracked in self._tracked}
            for tracked in sizes.larger(self._cycles - at):
                if id(tracked.thing) not in known and (not tracked.path or tracked.path not in known):
                    self._tracked.append(tracked)
        del self._looks[1:]  # before the next one is made: both at once would be the peak of the memory
        self._looks.append((self._cycles, Sizes(self._roots)))

    @property
    def notes(self) -> int:
        """Bytes that watching what is tracked takes; the looks are always two, after the first sample."""
        return sum(tracked.notes for tracked in self._tracked)

    def judged(self) -> list[Tracked]:
        """What grows through all of the run, the fastest first where there is too much of it."""
        found = [tracked for tracked in self._tracked if tracked.rises]
        return sorted(found, key=lambda tracked: tracked.pace().per_cycle, reverse=True)[:MOST_TOLD]

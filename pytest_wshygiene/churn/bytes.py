"""Live memory by line, as ``tracemalloc`` tells it; only once something is known to grow, because it slows all."""

from __future__ import annotations

import tracemalloc
from asyncio import base_events
from collections.abc import Iterator
from contextlib import contextmanager

from pytest_wshygiene.churn.record import Recovery
from pytest_wshygiene.churn.slope import Slope, theil_sen
from pytest_wshygiene.ownership.origin import OURS, is_first_party, origin, shown_path

#: Lines that are told, and bytes per cycle below which a line is not worth telling.
MOST_LINES, LEAST = 3, 16
#: How many timers a loop of asyncio's has before it looks for cancelled ones.
_WHEN_TO_TIDY = "_MIN_SCHEDULED_TIMER_HANDLES"


class LiveBytes:
    """The bytes that Python has handed out after each cycle, and which first-party lines asked for them."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._totals: list[int] = []
        self._lines: list[dict[tuple[str, int], int]] = []
        self._start = self._made = 0

    @contextmanager
    def tracing(self) -> Iterator[None]:
        """Trace with one frame each, unless the program does so already."""
        mine = not tracemalloc.is_tracing()
        if mine:
            tracemalloc.start(1)
        try:
            with _loops_that_tidy_up():
                yield
        finally:
            if mine:
                tracemalloc.stop()

    def begin(self) -> None:
        """The scenario is about to run."""
        tracemalloc.reset_peak()
        self._start = tracemalloc.get_traced_memory()[0]

    def end(self) -> None:
        """It has run: what it needed at its peak is what it has to release."""
        self._made += max(tracemalloc.get_traced_memory()[1] - self._start, 0)

    def recovery(self) -> Recovery | None:
        """How much of what the cycles needed at their peaks is gone after them."""
        if len(self._totals) < 2:
            return None
        return Recovery(self._made, max(self.growth, 0))

    @property
    def growth(self) -> int:
        """Bytes that all cycles together have left allocated."""
        return self._totals[-1] - self._totals[0]

    def measure(self) -> None:
        """Take what is allocated now, less what measuring itself has allocated."""
        lines = _by_line()
        self._totals.append(sum(size for (path, _), size in lines.items() if origin(path) != OURS))
        self._lines = [*self._lines[:1], {place: size for place, size in lines.items() if is_first_party(place[0])}]

    def slope(self) -> Slope | None:
        """Bytes per cycle."""
        return theil_sen(range(len(self._totals)), self._totals)

    def lines(self) -> list[str]:
        """The first-party lines whose bytes grow most."""
        if len(self._lines) < 2:
            return []
        first, last = self._lines
        cycles = len(self._totals) - 1
        grown = {place: (size - first.get(place, 0)) / cycles for place, size in last.items()}
        places = sorted((place for place in grown if grown[place] >= LEAST), key=lambda place: -grown[place])
        return [
            f"allocated at {shown_path(path, self._root)}:{line}: {grown[path, line]:+,.0f} bytes per cycle"
            for path, line in places[:MOST_LINES]
        ]


@contextmanager
def _loops_that_tidy_up() -> Iterator[None]:
    """Have asyncio's loops forget timers soon after they are cancelled.

    A loop keeps a hundred of them before it tidies up, which over the few cycles of a churn looks like steady growth.
    """
    before = getattr(base_events, _WHEN_TO_TIDY, None)
    if before is None:
        yield
        return
    setattr(base_events, _WHEN_TO_TIDY, 0)
    try:
        yield
    finally:
        setattr(base_events, _WHEN_TO_TIDY, before)


def _by_line() -> dict[tuple[str, int], int]:
    found: dict[tuple[str, int], int] = {}
    for trace in tracemalloc.take_snapshot().traces:
        place = (trace.traceback[0].filename, trace.traceback[0].lineno)
        found[place] = found.get(place, 0) + trace.size
    return found

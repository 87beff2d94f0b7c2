"""How many connections ended in each of the last minutes, and whether that is more than usual."""

from __future__ import annotations

from collections import Counter, deque

#: Minutes that are remembered, and those of them that count as now.
KEPT, NOW = 60, 5
#: More than usual: this many times as many as before, and at least this many.
TIMES, LEAST = 3.0, 10


class Disconnections:
    """Ends of connections by minute and close code. ``began`` and all moments are seconds of one clock."""

    def __init__(self, began: float) -> None:
        self._began = began
        self._minutes: deque[tuple[int, Counter[int]]] = deque(maxlen=KEPT)

    def note(self, code: int, now: float) -> None:
        """A connection has ended with ``code``."""
        minute = int(now // 60)
        if not self._minutes or self._minutes[-1][0] != minute:
            self._minutes.append((minute, Counter()))
        self._minutes[-1][1][code] += 1

    def by_minute(self, now: float) -> list[int]:
        """How many ended in each minute, the last one being now."""
        known = {minute: counts.total() for minute, counts in self._minutes}
        last = int(now // 60)
        return [known.get(minute, 0) for minute in range(last - KEPT + 1, last + 1)]

    def by_code(self, now: float) -> Counter[int]:
        """How many ended with each code in the minutes that are remembered."""
        oldest = int(now // 60) - KEPT
        return sum((counts for minute, counts in self._minutes if minute > oldest), Counter())

    def usual(self, now: float) -> float | None:
        """How many end in a minute as a rule; None before there is a rule."""
        known = min(KEPT, int((now - self._began) // 60)) - NOW
        if known < NOW:
            return None
        return sum(self.by_minute(now)[-NOW - known : -NOW]) / known

    def recent(self, now: float) -> float:
        """How many ended in a minute, over the last few."""
        return sum(self.by_minute(now)[-NOW:]) / NOW

    def are_increased(self, now: float) -> bool:
        """Whether far more have ended lately than as a rule."""
        usual, recent = self.usual(now), self.recent(now)
        return usual is not None and recent * NOW >= LEAST and recent > TIMES * usual

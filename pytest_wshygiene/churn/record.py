"""What a churn has found, in numbers."""

from __future__ import annotations

from dataclasses import dataclass, field

from pytest_wshygiene.churn.series import Pace
from pytest_wshygiene.churn.slope import Slope
from pytest_wshygiene.model import Line

#: Kinds of growth, in the order in which a report tells them.
CONTAINER, REGISTRY, RESOURCE, THREADS, DESCRIPTORS, OBJECTS, MEMORY, STUCK = (
    "container",
    "registry",
    "resource",
    "threads",
    "descriptors",
    "objects",
    "memory",
    "stuck",
)
_HOUR = 3600.0
_MEGABYTE = 1_000_000.0


@dataclass(frozen=True, slots=True)
class Growth:
    """Something that every cycle left behind.

    ``what`` names it: the path of a container, ``open socket``, ``live app.Session``. ``added`` are the lines that
    add to a container, or that opened a resource; ``holder`` is the path to one of the extra objects. ``is_part`` is
    true for objects that grow only because something else in the report holds them.
    """

    kind: str
    what: str
    pace: Pace
    added: tuple[Line, ...] = ()
    holder: str = ""
    note: str = ""
    is_part: bool = False

    @property
    def per_cycle(self) -> float:
        """How many each cycle leaves behind."""
        return self.pace.per_cycle

    def __str__(self) -> str:
        return f"{self.what}: {self.pace}"


@dataclass(frozen=True, slots=True)
class Recovery:
    """Bytes of live objects that the cycles needed at their peaks, and bytes that they have left behind.

    Process memory is no measure of it: the allocator keeps what it has once got from the kernel for its next use.
    """

    made: int
    left: int

    @property
    def share(self) -> float:
        """From 0 (nothing was released) to 1 (everything)."""
        return 1.0 if self.made <= 0 else max(0.0, 1.0 - self.left / self.made)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a churn may cost at most, beside leaving nothing behind by the cycle.

    ``growth``: bytes of live objects that all judged cycles together may leave. ``per_hour``: the same in megabytes
    an hour, for which the whole confidence interval of the slope must be above, and more than 10,000 bytes in all.
    ``recovery``: the share of the live bytes at a cycle's peak that must be gone after it, from 0 to 1.
    """

    growth: int | None = None
    per_hour: float | None = None
    recovery: float | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """Numbers of a churn: the cycles that were judged, their median time in seconds, and memory over them.

    ``process`` is the robust slope of the process's own memory, ``live`` that of the memory that Python has
    handed out; both in bytes per cycle. ``live`` is measured only once something grows, because that costs time.
    """

    cycles: int
    seconds: float
    process: Slope | None = None
    live: Slope | None = None

    def per_hour(self, slope: Slope) -> Slope:
        """A slope in bytes per cycle as megabytes per hour, if cycles follow each other without a pause."""
        return slope.scaled(_HOUR / self.seconds / _MEGABYTE) if self.seconds else slope.scaled(0)


@dataclass(frozen=True, slots=True)
class Series:
    """What was measured, for the plot: cycles done so far, and for each name its value there."""

    cycles: tuple[int, ...]
    values: dict[str, tuple[int, ...]]
    memory: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ChurnRecord:
    """One churn: ``growths`` is empty when nothing grew that was not known; ``known`` has the rest, in words.

    ``recovery`` is measured where memory was traced.
    """

    name: str
    nodeid: str
    growths: tuple[Growth, ...]
    figures: Figures
    series: Series
    recovery: Recovery | None = None
    notes: tuple[str, ...] = field(default=())
    is_storm: bool = False
    known: tuple[str, ...] = ()

"""The limits of a churn that are more than zero growth, judged on live objects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pytest_wshygiene.churn.record import MEMORY, Figures, Growth, Limits
from pytest_wshygiene.churn.series import Pace, rises

if TYPE_CHECKING:
    from pytest_wshygiene.churn.bytes import LiveBytes

#: Megabytes per hour that the process's memory may climb in a soak, and bytes that are no climb but the allocator's.
PER_HOUR, NOISE = 1.0, 2_000_000
#: Live bytes that single events of a run amount to, which an hourly rate would multiply by thousands.
SINGLE_EVENTS = 10_000


def climbing(cycles: Sequence[int], memory: Sequence[int], figures: Figures) -> tuple[Growth, ...]:
    """The process's own memory, where it climbs through all of a soak, its second half included, faster than that."""
    half = len(memory) // 2
    if not memory or memory[-1] - memory[half] < NOISE or not rises(cycles, memory) or figures.process is None:
        return ()
    hourly = figures.per_hour(figures.process)
    if hourly.low <= PER_HOUR:
        return ()
    pace = Pace(memory[0], memory[-1], figures.cycles, 0, 0)
    note = f"{hourly.estimate:,.3g} MB per hour (at least {hourly.low:,.3g}), and nothing that is counted grows"
    return (Growth(MEMORY, "own memory of the process, in bytes", pace, note=note),)


def over(limits: Limits, live: LiveBytes, figures: Figures) -> tuple[Growth, ...]:
    """What is beyond its limit, as growths of live memory."""
    pace = Pace(0, live.growth, figures.cycles, 0, 0)
    return tuple(Growth(MEMORY, "live memory, in bytes", pace, note=note) for note in _notes(limits, live, figures))


def _notes(limits: Limits, live: LiveBytes, figures: Figures) -> Iterator[str]:
    if limits.growth is not None and live.growth > limits.growth:
        yield f"{live.growth:,} bytes after {figures.cycles} cycles, at most {limits.growth:,}"
    if limits.per_hour is not None and figures.live is not None and live.growth > SINGLE_EVENTS:
        hourly = figures.per_hour(figures.live)
        if hourly.low > limits.per_hour:
            yield f"{hourly.estimate:,.3g} MB per hour (at least {hourly.low:,.3g}), at most {limits.per_hour:g}"
    recovery = live.recovery()
    if limits.recovery is not None and recovery is not None and recovery.share < limits.recovery:
        yield f"released {recovery.share:.0%} of what a cycle needs, at least {limits.recovery:.0%}"

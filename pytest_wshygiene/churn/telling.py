"""A churn's result as text: what grew first, then who adds and who holds, then the memory."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_wshygiene.churn.result import RESOURCE, ChurnResult, Growth, Recovery
from pytest_wshygiene.churn.slope import Slope

#: Growths that are told one by one; the types of the objects that these hold are only named.
MOST, MOST_PARTS = 8, 4
_LABEL = 10


def told(result: ChurnResult) -> str:
    """The whole text; its first sentence stands alone."""
    return "\n".join(_lines(result))


def _lines(result: ChurnResult) -> Iterator[str]:
    yield _head(result)
    rows = [growth for growth in result.growths if not growth.is_part]
    for growth in rows[:MOST]:
        yield f"    {growth}"
        yield from (_row(label, text) for label, text in _evidence(growth))
    rest = [*rows[MOST:], *(growth for growth in result.growths if growth.is_part)]
    if rest:
        more = f" and {len(rest) - MOST_PARTS} more" if len(rest) > MOST_PARTS else ""
        yield f"    with them: {', '.join(str(growth) for growth in rest[:MOST_PARTS])}{more}"
    yield from (f"    {line}" for line in _measured(result))
    yield from (f"    {note}" for note in result.notes)


def _head(result: ChurnResult) -> str:
    if not result.growths:
        return f"No growth in {result.figures.cycles} cycles of {result.name}."
    number = len([growth for growth in result.growths if not growth.is_part])
    things = "something" if number == 1 else f"{number} things"
    return f"WSH300 growth: {things} grew in each of {result.figures.cycles} cycles of {result.name}."


def _evidence(growth: Growth) -> Iterator[tuple[str, str]]:
    if growth.note:
        yield "now", growth.note
    if growth.added:
        yield ("born" if growth.kind == RESOURCE else "added"), str(growth.added[0])
        if len(growth.added) > 1:
            yield "", f"by {growth.added[1]}"
    if growth.holder:
        yield "held by", growth.holder


def _measured(result: ChurnResult) -> Iterator[str]:
    figures = result.figures
    for name, slope in (("live memory", figures.live), ("process memory", figures.process)):
        if slope is not None and slope.rises:
            yield f"{name}: {_slope(slope)}; {_number(figures.per_hour(slope).estimate)} MB per hour {_pace(result)}"
    if result.recovery is not None:
        yield _recovery(result.recovery)


def _slope(slope: Slope) -> str:
    sure = f"{slope.confidence:.0%} sure"
    return f"{slope.estimate:+,.0f} bytes per cycle ({sure}: {slope.low:+,.0f} to {slope.high:+,.0f})"


def _number(value: float) -> str:
    return f"{value:+,.0f}" if abs(value) >= 100 else f"{value:+.3g}"


def _pace(result: ChurnResult) -> str:
    return f"if cycles of {1000 * result.figures.seconds:.3g} ms follow each other"


def _recovery(recovery: Recovery) -> str:
    made = recovery.peak - recovery.before
    text = f"released {recovery.share:.0%} of {made:,} live objects"
    if recovery.memory is None:
        return text
    before, peak, after = recovery.memory
    back, grown = (peak - after) / 1e6, (peak - before) / 1e6
    return f"{text}; of {grown:.1f} MB of process memory {back:.1f} came back: the allocator keeps the rest for reuse"


def _row(label: str, text: str) -> str:
    return f"        {label:<{_LABEL}}{text}"

"""A churn's result as text: what grew first, then who adds and who holds, then the memory."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_wshygiene.churn.record import CONTAINER, RESOURCE, STUCK, ChurnRecord, Growth, Recovery
from pytest_wshygiene.churn.slope import Slope

#: Growths that are told one by one; the types of the objects that these hold are only named.
MOST, MOST_PARTS = 8, 4
_LABEL = 10


def told(result: ChurnRecord) -> str:
    """The whole text; its first sentence stands alone."""
    return "\n".join(_lines(result))


def _lines(result: ChurnRecord) -> Iterator[str]:
    yield _head(result)
    rows = [growth for growth in result.growths if not growth.is_part]
    for growth in rows[:MOST]:
        yield f"    {_told(growth, result.is_storm)}"
        yield from (_row(label, text) for label, text in _evidence(growth))
    parts = [growth for growth in result.growths if growth.is_part]
    rest = [*rows[MOST:], *sorted(parts, key=lambda growth: growth.kind == CONTAINER)]  # their paths are long
    if rest:
        more = f" and {len(rest) - MOST_PARTS} more" if len(rest) > MOST_PARTS else ""
        yield f"    with them: {', '.join(str(growth) for growth in rest[:MOST_PARTS])}{more}"
    yield from (f"    {line}" for line in (*result.known, *_measured(result)))
    yield from (f"    {note}" for note in result.notes)


def _told(growth: Growth, is_storm: bool) -> str:
    if growth.kind == STUCK:
        return growth.what
    return str(growth).replace(" per cycle", " each time") if is_storm else str(growth)


def _head(result: ChurnRecord) -> str:
    if result.is_storm:
        return _storm_head(result)
    if not result.growths:
        return f"No {_new(result)}growth in {result.figures.cycles} cycles of {result.name}."
    number = len([growth for growth in result.growths if not growth.is_part])
    things = "something" if number == 1 else f"{number} things"
    if any(growth.pace.least < 1 for growth in result.growths):
        return f"WSH300 growth: {things} grew over {result.figures.cycles} cycles of {result.name}."
    return f"WSH300 growth: {things} grew in each of {result.figures.cycles} cycles of {result.name}."


def _new(result: ChurnRecord) -> str:
    return "new " if result.known else ""


def _storm_head(result: ChurnRecord) -> str:
    aborts = f"{result.figures.cycles} aborts of {result.name}"
    if not result.growths:
        return f"Nothing {_new(result)}stayed after {aborts}."
    number = len(result.growths)
    return f"WSH300 disconnect storm: {'something' if number == 1 else f'{number} things'} stayed after {aborts}."


def _evidence(growth: Growth) -> Iterator[tuple[str, str]]:
    if growth.note:
        yield from (("now" if not index else "", line) for index, line in enumerate(growth.note.splitlines()))
    if growth.added:
        yield ("born" if growth.kind == RESOURCE else "added"), str(growth.added[0])
        if len(growth.added) > 1:
            yield "", f"by {growth.added[1]}"
    if growth.holder:
        yield "held by", growth.holder


def _measured(result: ChurnRecord) -> Iterator[str]:
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


def _pace(result: ChurnRecord) -> str:
    return f"if cycles of {1000 * result.figures.seconds:.3g} ms follow each other"


def _recovery(recovery: Recovery) -> str:
    text = f"released {recovery.share:.0%} of the {recovery.made:,} bytes of live objects that the cycles needed"
    return f"{text} (process memory says nothing of that: the allocator keeps it)"


def _row(label: str, text: str) -> str:
    return f"        {label:<{_LABEL}}{text}"

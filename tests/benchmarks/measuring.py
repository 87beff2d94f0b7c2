"""Samples, rows and the table: what every measurement here has in common."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. ``ratio`` is to whatever ``beside`` names; a ``budget`` is in the row's own unit."""

    section: str
    what: str
    unit: str
    median: float
    low: float
    high: float
    ratio: float | None = None
    beside: str = ""
    budget: float | None = None

    @property
    def verdict(self) -> str:
        """PASS or OVER, "" for a row without a budget."""
        if self.budget is None:
            return ""
        return "PASS" if self.median <= self.budget else "OVER"

    def cells(self) -> tuple[str, ...]:
        """The row as it is printed."""
        return (
            self.what,
            _number(self.median),
            f"{_number(self.low)}..{_number(self.high)}",
            self.unit,
            f"{self.ratio:.3g}x {self.beside}" if self.ratio is not None else "",
            f"{self.budget:g}" if self.budget is not None else "",
            self.verdict,
        )


def plain(section: str, what: str, unit: str, samples: Sequence[float], budget: float | None = None) -> Row:
    """A row for something that was measured by itself."""
    return Row(section, what, unit, median(samples), min(samples), max(samples), budget=budget)


def beside(
    section: str,
    what: str,
    unit: str,
    samples: Sequence[float],
    base: Sequence[float],
    whose: str,
    budget: float | None = None,
) -> Row:
    """A row for something that does the same job, and how many times as long it takes."""
    middle = median(samples)
    return Row(section, what, unit, middle, min(samples), max(samples), middle / median(base), whose, budget)


def added(
    section: str,
    what: str,
    unit: str,
    samples: Sequence[float],
    base: Sequence[float],
    beside: str,
    budget: float | None = None,
) -> Row:
    """A row for what ``samples`` cost more than ``base``, measured in turns with them.

    The difference and the ratio are those of the medians; the spread is that of the differences, turn by turn. There is
    no ratio to nothing.
    """
    base = base[: len(samples)]
    gaps = [sample - other for sample, other in zip(samples, base, strict=True)]
    middle, ground = median(samples), median(base)
    ratio = middle / ground if ground > 0 else None
    return Row(section, what, unit, middle - ground, min(gaps), max(gaps), ratio, beside, budget)


def table(rows: Sequence[Row]) -> str:
    """All rows in one table, with a heading for every section."""
    titles = ("", "median", "min..max", "unit", "ratio", "budget", "")
    printed = [titles, *(row.cells() for row in rows)]
    widths = [max(len(cells[column]) for cells in printed) for column in range(len(titles))]
    lines = [_line(titles, widths)]
    for before, row in zip([None, *rows], rows, strict=False):
        if before is None or before.section != row.section:
            lines += ["", row.section]
        lines.append(_line(row.cells(), widths))
    return "\n".join(lines)


def as_data(rows: Sequence[Row]) -> list[dict[str, object]]:
    """The rows for a JSON file."""
    return [{**asdict(row), "verdict": row.verdict} for row in rows]


class Progress:
    """Tells a person on stderr where a long run is."""

    def __init__(self) -> None:
        self._start = time.monotonic()

    def say(self, text: str) -> None:
        """One line with the seconds since the start."""
        print(f"[{time.monotonic() - self._start:5.0f} s] {text}", file=sys.stderr, flush=True)


def _line(cells: tuple[str, ...], widths: list[int]) -> str:
    what, *others = cells
    padded = [f"  {what:<{widths[0]}}"]
    for cell, width, align in zip(others, widths[1:], ">><<><", strict=True):
        padded.append(f"{cell:{align}{width}}")
    return "  ".join(padded).rstrip()


def _number(value: float) -> str:
    if abs(value) >= 100:
        return f"{value:.0f}"
    return f"{value:.2f}" if abs(value) >= 1 else f"{value:.3f}"

"""What an abort has left behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pytest_wshygiene.churn.aborting import MEANING
from pytest_wshygiene.churn.series import Pace


class Abort(NamedTuple):
    """One way of going, at one await of the scenario or of a handler."""

    way: str
    side: str
    at: int
    place: str

    @property
    def point(self) -> str:
        """Which await it is."""
        return f"await {self.at} of the {self.side}, {self.place}"

    def __str__(self) -> str:
        return f"{MEANING[self.way]} at {self.point}"


@dataclass(slots=True)
class Stayed:
    """What is still there after an abort, each time; ``stuck`` is where the scenario itself still waits."""

    abort: Abort
    paces: dict[str, Pace] = field(default_factory=dict)
    stuck: str = ""


def by_point(aborts: Sequence[Abort]) -> list[str]:
    """``reset (RST), cancellation at await 4 of the scenario, ...``: one line for each await."""
    points: dict[str, list[str]] = {}
    for abort in aborts:
        points.setdefault(abort.point, []).append(MEANING[abort.way])
    return [f"{', '.join(ways)} at {point}" for point, ways in points.items()]

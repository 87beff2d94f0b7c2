"""What a churn hands out: its record with the ways of telling it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from pytest_wshygiene.churn.plot import draw
from pytest_wshygiene.churn.record import ChurnRecord
from pytest_wshygiene.churn.telling import told


@dataclass(frozen=True, slots=True)
class ChurnResult(ChurnRecord):
    """What ``wshygiene_churn`` returns, and what its failure tells; public."""

    @property
    def plot(self) -> str:
        """A drawing (SVG, legible on light and dark) of everything that grew, and of the process's memory."""
        return draw(self)

    @property
    def text(self) -> str:
        """The report, as a failure shows it."""
        return told(self)

    def as_json(self) -> dict[str, Any]:
        """Plain data for a report, version 1."""
        figures = asdict(self.figures)
        for name in ("process", "live"):
            slope = getattr(self.figures, name)
            figures[f"{name}_mb_per_hour"] = asdict(self.figures.per_hour(slope)) if slope else None
        return {
            "version": 1,
            "name": self.name,
            "nodeid": self.nodeid,
            "growths": [
                asdict(growth) | {"per_cycle": growth.per_cycle, "text": str(growth)} for growth in self.growths
            ],
            "figures": figures,
            "series": asdict(self.series),
            "recovery": asdict(self.recovery) | {"share": self.recovery.share} if self.recovery else None,
            "known": list(self.known),
            "notes": list(self.notes),
        }

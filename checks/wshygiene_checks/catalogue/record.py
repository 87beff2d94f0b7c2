"""The record that describes one rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Family = Literal[
    "suppressions",
    "handlers",
    "tasks and timers",
    "growth",
    "connections and lifecycle",
    "limits, heartbeat and shutdown",
    "order of tests",
]
Side = Literal["run-time", "source"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One thing that goes wrong, seen in a running test or read in source.

    ``name`` reads after "allow", ``summary`` is one sentence that stands alone. For a run-time rule ``kinds`` are the
    resources reported under it; for a source rule they are what it turns into when the program runs, the usual one
    first. ``leads_to`` is the run-time code of a source rule; it is None for the run-time rules themselves, and for
    the rules about suppressions.
    """

    code: str
    name: str
    summary: str
    family: Family
    side: Side
    leads_to: str | None
    kinds: tuple[str, ...]

    def cause(self, code: str, name: str, summary: str, kinds: tuple[str, ...], *, leads_to: str | None = None) -> Rule:
        """A source rule of this run-time rule's family; it leads here unless another code fits better."""
        return Rule(
            code=code,
            name=name,
            summary=summary,
            family=self.family,
            side="source",
            leads_to=leads_to or self.code,
            kinds=kinds,
        )

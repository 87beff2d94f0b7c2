"""The report formats of both halves: which words are known, and which of them can be written today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from wshygiene_checks.catalogue import Side

Stage = Literal["built", "planned", "none"]


@dataclass(frozen=True, slots=True)
class Format:
    """One report format, and how far each half is with it; ``none`` where the half will not have it."""

    name: str
    run_time: Stage
    source: Stage


FORMATS: tuple[Format, ...] = (
    Format("text", run_time="built", source="planned"),
    Format("concise", run_time="none", source="planned"),
    Format("json", run_time="built", source="planned"),
    Format("jsonl", run_time="none", source="planned"),
    Format("sarif", run_time="planned", source="planned"),
    Format("github", run_time="planned", source="planned"),
    Format("gitlab", run_time="planned", source="planned"),
    Format("junit", run_time="planned", source="planned"),
    Format("html", run_time="planned", source="none"),
)


def built(side: Side) -> tuple[str, ...]:
    """The formats that this half can write today."""
    return _at("built", side)


def planned(side: Side) -> tuple[str, ...]:
    """The formats that this half knows by name and cannot write yet."""
    return _at("planned", side)


def _at(stage: Stage, side: Side) -> tuple[str, ...]:
    return tuple(form.name for form in FORMATS if (form.run_time if side == "run-time" else form.source) == stage)

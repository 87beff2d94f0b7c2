"""The report formats of both halves: which words are known, and which of them can be written today."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from wshygiene_checks.catalogue import Side

if TYPE_CHECKING:
    from wshygiene_checks.reporters.record import Report

Stage = Literal["built", "planned", "none"]


class Format(NamedTuple):
    """One report format, and how far each half is with it; ``none`` where the half will not have it."""

    name: str
    run_time: Stage
    source: Stage


FORMATS: tuple[Format, ...] = (
    Format("text", run_time="built", source="built"),
    Format("concise", run_time="none", source="built"),
    Format("json", run_time="built", source="built"),
    Format("jsonl", run_time="none", source="built"),
    Format("sarif", run_time="built", source="built"),
    Format("github", run_time="built", source="built"),
    Format("gitlab", run_time="built", source="built"),
    Format("junit", run_time="built", source="built"),
    Format("html", run_time="built", source="built"),
)


def built(side: Side) -> tuple[str, ...]:
    """The formats that this half can write today."""
    return _at("built", side)


def planned(side: Side) -> tuple[str, ...]:
    """The formats that this half knows by name and cannot write yet."""
    return _at("planned", side)


def render(form: str, report: Report) -> str:
    """The outcome of a check of source, in one of the formats that `built` names for it."""
    from importlib import import_module  # one format of many: only what is written is loaded

    text: str = import_module(f"{__name__}.{form}").render(report)
    return text


def _at(stage: Stage, side: Side) -> tuple[str, ...]:
    return tuple(form.name for form in FORMATS if (form.run_time if side == "run-time" else form.source) == stage)

"""The report formats of both halves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wshygiene_checks.catalogue import Side

if TYPE_CHECKING:
    from wshygiene_checks.reporters.record import Report

#: Every format by its name, with the halves that can write it.
FORMATS: tuple[tuple[str, tuple[Side, ...]], ...] = (
    ("text", ("run-time", "source")),
    ("concise", ("source",)),
    ("json", ("run-time", "source")),
    ("jsonl", ("source",)),
    ("sarif", ("run-time", "source")),
    ("github", ("run-time", "source")),
    ("gitlab", ("run-time", "source")),
    ("junit", ("run-time", "source")),
    ("html", ("run-time", "source")),
)


def formats(side: Side) -> tuple[str, ...]:
    """The formats that this half can write."""
    return tuple(name for name, sides in FORMATS if side in sides)


def render(form: str, report: Report) -> str:
    """The outcome of a check of source, in one of the formats that `formats` names for it."""
    from importlib import import_module  # one format of many: only what is written is loaded

    text: str = import_module(f"{__name__}.{form}").render(report)
    return text

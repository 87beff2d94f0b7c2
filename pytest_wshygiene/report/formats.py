"""The outcome of a run in the formats that ``--wshygiene-report`` knows; each is loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pytest_wshygiene.model import Leak, ToldChurn
from pytest_wshygiene.report import text


@dataclass(frozen=True, slots=True)
class Outcome:
    """All leaks with their verdicts, and what they were looked for in.

    ``tests`` counts those that were judged, ``kinds`` are the kinds asked for, ``blind`` those that could not be
    watched with the reasons, ``root`` is the folder that paths are relative to, and ``churns`` what
    tests have measured. ``is_broken_off`` is true for a run that has stopped before its end.
    """

    leaks: tuple[Leak, ...]
    tests: int
    kinds: frozenset[str]
    blind: Mapping[str, str]
    root: Path
    churns: tuple[ToldChurn, ...] = ()
    is_broken_off: bool = False


def render(form: str, outcome: Outcome) -> str:
    """One report. Text, JSON and HTML have every leak; the formats of code hosts have what counts, also of churns."""
    if form == "text":
        return text.paragraphs(outcome.leaks)
    if form == "json":
        from pytest_wshygiene.report import json

        watched = outcome.kinds - outcome.blind.keys()
        found = outcome.leaks, outcome.tests, watched, outcome.blind, outcome.churns, outcome.is_broken_off
        return json.document(*found) + "\n"
    if form == "html":
        from pytest_wshygiene.report import html

        return html.render(outcome.leaks, outcome.tests, outcome.blind, outcome.churns, outcome.is_broken_off)
    from pytest_wshygiene.report.findings import report_of
    from pytest_wshygiene.report.growths import findings_of
    from wshygiene_checks import reporters

    return reporters.render(
        form, report_of(outcome.leaks, outcome.root, outcome.tests, findings_of(outcome.churns, outcome.root))
    )

"""Findings as one HTML file that needs nothing else: a table to sort and filter, and a section for each finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from wshygiene_checks.finding import CONFIDENCES, FileError, Finding
from wshygiene_checks.reporters.html.document import document, printable
from wshygiene_checks.reporters.html.record import Card, Figure, Level, Page, Row
from wshygiene_checks.reporters.record import Report
from wshygiene_checks.reporters.summary import counted, summary
from wshygiene_checks.reporters.table import entry
from wshygiene_checks.reporters.tool import tool

__all__ = ["Card", "Figure", "Level", "Page", "Row", "document", "printable", "render"]

_LEVELS: dict[str, Level] = {"high": "error", "medium": "warning", "info": "note"}


def render(report: Report) -> str:
    """One document, with the files that could not be checked behind the findings."""
    cards = [_card(report, finding) for finding in report.findings]
    cards += [_failure(report, error) for error in report.errors]
    return document(
        Page(
            heading=counted(len(report.findings), "finding"),
            tool=" ".join(tool(report.side).values()),
            facts=(summary(report),),
            counts=tuple(_counts(report)),
            first_column="Confidence",
            cards=tuple(cards),
        )
    )


def _counts(report: Report) -> Iterator[tuple[Level, int, str]]:
    counts = Counter(finding.confidence for finding in report.findings)
    for confidence in CONFIDENCES:
        yield _LEVELS[confidence], counts[confidence], confidence
    yield "muted", report.known, "in the baseline"
    yield "muted", report.suppressed, "suppressed"
    yield "error", len(report.errors), "files not checked"


def _card(report: Report, finding: Finding) -> Card:
    rule = entry(finding.code)
    first, *more = finding.message.splitlines()
    rows = [Row("why", tuple(more))] if more else []
    rows += [
        Row("evidence", tuple(f"{report.shown(e.path)}:{e.line}: {e.message}" for e in finding.evidence)),
        Row("fix", (f"{finding.fix.message} ({finding.fix.applicability})",) if finding.fix else ()),
        Row("at run time", (rule.leads_to,) if rule.leads_to else ()),
        Row("more", (f"`wshygiene rule {rule.code}`",)),
        Row("fingerprint", (finding.fingerprint,)),
    ]
    return Card(
        code=finding.code,
        name=finding.title or rule.name,
        level=_LEVELS[finding.confidence],
        word=finding.confidence,
        kind=rule.family,
        place=f"{report.shown(finding.path)}:{finding.line}",
        owner=finding.owner,
        summary=first,
        rows=tuple(rows),
    )


def _failure(report: Report, error: FileError) -> Card:
    return Card(
        code="-",
        name="unchecked file",
        level="error",
        word="error",
        kind="-",
        place=f"{report.shown(error.path)}:{error.line}",
        owner="",
        summary=error.message,
    )

"""Findings as paragraphs for people: what and where in the first line, then what bears it out, then what to do."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.finding import Finding
from wshygiene_checks.reporters.concise import line
from wshygiene_checks.reporters.record import Report
from wshygiene_checks.reporters.table import entry


def render(report: Report) -> str:
    """A paragraph for each finding, and an empty line behind it; nothing at all when there is none."""
    return "".join(f"{paragraph(report, finding)}\n" for finding in report.findings)


def paragraph(report: Report, finding: Finding) -> str:
    """One finding with its evidence."""
    return "\n    ".join([line(report, finding), *_details(report, finding)]) + "\n"


def _details(report: Report, finding: Finding) -> Iterator[str]:
    yield from (text.strip() for text in finding.message.splitlines()[1:])
    for proof in finding.evidence:
        yield f"{report.shown(proof.path)}:{proof.line}: {proof.message}"
    if finding.fix is not None:
        option = "--fix" if finding.fix.applicability == "safe" else "--fix --unsafe-fixes"
        yield f"Fix with {option}: {finding.fix.message}"
    rule = entry(finding.code)
    at_run_time = f"At run time: {rule.leads_to}. " if rule.leads_to else ""
    yield f"{at_run_time}More: wshygiene rule {rule.code}"

"""Findings one a line, as editors and terminals make links of them."""

from __future__ import annotations

from wshygiene_checks.finding import Finding
from wshygiene_checks.reporters.record import Report
from wshygiene_checks.reporters.table import entry


def render(report: Report) -> str:
    """A line for each finding; nothing at all when there is none."""
    return "".join(f"{line(report, finding)}\n" for finding in report.findings)


def line(report: Report, finding: Finding) -> str:
    """Place, rule and the first sentence; the confidence where it is not high."""
    doubt = "" if finding.confidence == "high" else f" [{finding.confidence}]"
    first = finding.message.partition("\n")[0]
    place = f"{report.shown(finding.path)}:{finding.line}:{finding.column}"
    return f"{place}: {finding.code} {entry(finding.code).name}{doubt}: {first}"

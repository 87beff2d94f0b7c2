"""Findings as workflow commands, which GitHub Actions turns into annotations of the changed lines."""

from __future__ import annotations

from wshygiene_checks.finding import FileError, Finding
from wshygiene_checks.reporters.record import Report
from wshygiene_checks.reporters.table import title

LEVELS = {"high": "error", "medium": "warning", "info": "notice"}


def render(report: Report) -> str:
    """A command for each finding and each error."""
    commands = [_annotation(report, finding) for finding in report.findings]
    commands += [_failure(report, error) for error in report.errors]
    return "".join(f"{command}\n" for command in commands)


def _annotation(report: Report, finding: Finding) -> str:
    properties: dict[str, object] = {"title": title(finding), **_place(report, finding)}
    proofs = [f"{report.shown(proof.path)}:{proof.line}: {proof.message}" for proof in finding.evidence]
    return _command(LEVELS[finding.confidence], properties, "\n".join([finding.message, *proofs]))


def _place(report: Report, finding: Finding) -> dict[str, object]:
    if not finding.path:
        return {}
    place: dict[str, object] = {"file": report.shown(finding.path), "line": finding.line}
    if not finding.column:
        return place
    if finding.line != finding.end_line:  # with columns, GitHub drops an annotation that ends on another line
        return place | {"endLine": finding.end_line}
    return place | {"col": finding.column, "endLine": finding.end_line, "endColumn": finding.end_column}


def _failure(report: Report, error: FileError) -> str:
    properties: dict[str, object] = {"title": "wshygiene", "file": report.shown(error.path)}
    if error.line:
        properties["line"] = error.line
    return _command("error", properties, error.message)


def _command(level: str, properties: dict[str, object], message: str) -> str:
    listed = ",".join(f"{name}={_escaped_property(str(value))}" for name, value in properties.items())
    return f"::{level} {listed}::{_escaped(message)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escaped_property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")

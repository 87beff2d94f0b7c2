"""Findings as GitLab's code quality report."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from wshygiene_checks.digests import blake2b
from wshygiene_checks.finding import FileError, Finding
from wshygiene_checks.reporters.record import Report
from wshygiene_checks.reporters.table import title

SEVERITIES = {"high": "major", "medium": "minor", "info": "info"}


def render(report: Report) -> str:
    """One list; errors are in it as blockers, since GitLab has no other place for them."""
    seen: Counter[str] = Counter()
    rows = [_issue(report, finding, seen) for finding in report.findings]
    rows += [_failure(report, error) for error in report.errors]
    return json.dumps(rows, indent=2) + "\n"


def _issue(report: Report, finding: Finding, seen: Counter[str]) -> dict[str, Any]:
    seen[finding.fingerprint] += 1
    return {
        # GitLab does not show the name of the check.
        "description": f"{title(finding)}: {finding.message}",
        "check_name": finding.code,
        "fingerprint": _unique(finding.fingerprint, seen[finding.fingerprint]),
        "severity": SEVERITIES[finding.confidence],
        "location": {"path": report.hosted(finding.path), **_lines(finding)},
    }


def _lines(finding: Finding) -> dict[str, Any]:
    if not finding.column:
        return {"lines": {"begin": max(finding.line, 1)}}
    begin = {"line": finding.line, "column": finding.column}
    return {"positions": {"begin": begin, "end": {"line": finding.end_line, "column": finding.end_column}}}


def _failure(report: Report, error: FileError) -> dict[str, Any]:
    place = report.hosted(error.path)
    return {
        "description": f"wshygiene cannot check this file: {error.message}",
        "check_name": "unchecked-file",
        "fingerprint": blake2b(f"unchecked-file\0{place}".encode("utf-8", "surrogatepass"), digest_size=8).hexdigest(),
        "severity": "blocker",
        "location": {"path": place, "lines": {"begin": max(error.line, 1)}},
    }


def _unique(fingerprint: str, nth: int) -> str:
    """The fingerprint of the first finding of its kind as it is; GitLab wants another one for each further finding."""
    return fingerprint if nth == 1 else blake2b(f"{fingerprint}:{nth}".encode(), digest_size=8).hexdigest()

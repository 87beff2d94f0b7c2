"""Findings as JSON: the contract that machines read."""

from __future__ import annotations

import json
from typing import Any

from wshygiene_checks.finding import FileError, Finding, Fix
from wshygiene_checks.reporters.record import Report
from wshygiene_checks.reporters.table import entry
from wshygiene_checks.reporters.tool import tool


def render(report: Report) -> str:
    """One document; paths are relative to the project."""
    document = {
        "version": 1,
        "tool": tool(),
        "findings": [finding_to_dict(finding) for finding in report.findings],
        "errors": [error_to_dict(error) for error in report.errors],
    }
    return json.dumps(document, indent=2) + "\n"


def finding_to_dict(finding: Finding) -> dict[str, Any]:
    """One finding as plain data."""
    rule = entry(finding.code)
    return {
        "code": finding.code,
        "rule": rule.name,
        "path": finding.path,
        "line": finding.line,
        "column": finding.column,
        "end_line": finding.end_line,
        "end_column": finding.end_column,
        "message": finding.message,
        "confidence": finding.confidence,
        "evidence": [proof._asdict() for proof in finding.evidence],
        "leads_to": rule.leads_to,
        "fix": None if finding.fix is None else _fix_to_dict(finding.fix),
        "fingerprint": finding.fingerprint,
    }


def _fix_to_dict(fix: Fix) -> dict[str, Any]:
    return {**fix._asdict(), "edits": [edit._asdict() for edit in fix.edits]}


def error_to_dict(error: FileError) -> dict[str, Any]:
    """One file that could not be checked, as plain data."""
    return error._asdict()

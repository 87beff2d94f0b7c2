"""Findings as JSON, one object a line; a file that could not be checked is an object with the one key ``error``."""

from __future__ import annotations

import json

from wshygiene_checks.reporters.json import error_to_dict, finding_to_dict
from wshygiene_checks.reporters.record import Report


def render(report: Report) -> str:
    """Findings first, then errors."""
    rows = [finding_to_dict(finding) for finding in report.findings]
    rows += [{"error": error_to_dict(error)} for error in report.errors]
    return "".join(f"{json.dumps(row)}\n" for row in rows)

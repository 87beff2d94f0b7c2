"""Which rules a run can report."""

from __future__ import annotations

from wshygiene_checks.engine import analysis
from wshygiene_checks.reporters.table import SUPPRESSIONS


def reportable() -> frozenset[str]:
    """The codes of all rules that are built, and of those about suppressions."""
    return analysis.built() | {entry.code for entry in SUPPRESSIONS}

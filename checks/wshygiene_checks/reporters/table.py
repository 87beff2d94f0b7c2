"""The rules as reports and selections name them: those of each half, and those about suppressions."""

from __future__ import annotations

from wshygiene_checks.catalogue import RULES, Rule, Side
from wshygiene_checks.finding import Finding

#: Everything that `wshygiene check` can report, in the order of codes.
SOURCE_RULES: tuple[Rule, ...] = tuple(rule for rule in RULES if rule.side == "source")

#: Findings about comments; the analysis itself never reports them.
SUPPRESSIONS: tuple[Rule, ...] = tuple(rule for rule in SOURCE_RULES if rule.family == "suppressions")
UNUSED, EXPIRED, MALFORMED = SUPPRESSIONS

#: The codes of everything that a run can report.
REPORTABLE = frozenset(rule.code for rule in SOURCE_RULES)

BY_CODE = {rule.code: rule for rule in SOURCE_RULES}
BY_NAME = {rule.name: rule for rule in SOURCE_RULES}


_EVERY = {rule.code: rule for rule in RULES}


def entry(code: str) -> Rule:
    """The rule with this code, of either half."""
    return _EVERY[code]


def title(finding: Finding) -> str:
    """What a report calls the finding: code and name."""
    return f"{finding.code} {finding.title or entry(finding.code).name}"


def rules_of(side: Side) -> tuple[Rule, ...]:
    """The rules that one half can report, in the order of codes."""
    return SOURCE_RULES if side == "source" else tuple(rule for rule in RULES if rule.side == side)

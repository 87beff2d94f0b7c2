"""The rules as reports and selections name them: those that are read in source, and those about suppressions."""

from __future__ import annotations

from wshygiene_checks.catalogue import RULES, Rule

#: Everything that `wshygiene check` can report, in the order of codes.
SOURCE_RULES: tuple[Rule, ...] = tuple(rule for rule in RULES if rule.side == "source")

#: Findings about comments; the analysis itself never reports them.
SUPPRESSIONS: tuple[Rule, ...] = tuple(rule for rule in SOURCE_RULES if rule.family == "suppressions")
UNUSED, EXPIRED, MALFORMED = SUPPRESSIONS

BY_CODE = {rule.code: rule for rule in SOURCE_RULES}
BY_NAME = {rule.name: rule for rule in SOURCE_RULES}


def entry(code: str) -> Rule:
    """The rule with this code."""
    return BY_CODE[code]

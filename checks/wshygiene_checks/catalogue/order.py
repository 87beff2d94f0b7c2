"""WSH6xx: what makes one test depend on another."""

from __future__ import annotations

from wshygiene_checks.catalogue.record import Rule

OUTCOME = Rule(
    code="WSH600",
    name="resource-crosses-owners",
    summary="A test ended what a wider fixture owns, or something that a test left behind ran in another's time.",
    family="order of tests",
    side="run-time",
    leads_to=None,
    kinds=("interference",),
)

RULES = (OUTCOME,)

"""WSH0xx: comments that suppress findings, and do not do what they say. They are about no resource."""

from __future__ import annotations

from wshygiene_checks.catalogue.record import Rule


def _about_comments(code: str, name: str, summary: str) -> Rule:
    return Rule(code=code, name=name, summary=summary, family="suppressions", side="source", leads_to=None, kinds=())


UNUSED = _about_comments("WSH001", "unused-suppression", "A comment suppresses a rule that finds nothing there.")
EXPIRED = _about_comments(
    "WSH002", "expired-suppression", "The last day of a suppression has passed, so it has no effect."
)
MALFORMED = _about_comments("WSH003", "malformed-suppression", "A comment looks like a suppression and is none.")

RULES = (UNUSED, EXPIRED, MALFORMED)

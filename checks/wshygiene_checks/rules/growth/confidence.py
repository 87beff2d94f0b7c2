"""How sure a finding about a growing container is, from the evidence for and against it."""

from __future__ import annotations

from wshygiene_checks.finding import Confidence
from wshygiene_checks.project import Project
from wshygiene_checks.rules.findings import lower
from wshygiene_checks.rules.growth.growth import Growth


def weakened(project: Project, growth: Growth, confidence: Confidence) -> Confidence:
    """One level less sure where other code may hold the container, or where a base class is out of sight."""
    family = growth.container.family
    if growth.escapes:
        confidence = lower(confidence)
    return lower(confidence) if family is not None and family.unknown_bases else confidence

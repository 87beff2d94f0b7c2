"""How sure a finding about a growing container is, from the evidence for and against it."""

from __future__ import annotations

from wshygiene_checks.finding import Confidence
from wshygiene_checks.project import Family, Project
from wshygiene_checks.rules.findings import lower
from wshygiene_checks.rules.growth.growth import Growth


def weakened(project: Project, growth: Growth, confidence: Confidence) -> Confidence:
    """One level less sure where other code may hold the container, or where a base class is out of sight."""
    family = growth.container.family
    if growth.escapes:
        confidence = lower(confidence)
    return lower(confidence) if family is not None and has_unknown_bases(project, family) else confidence


def has_unknown_bases(project: Project, family: Family) -> bool:
    """Whether a base class is neither in the project nor of a framework that the packs describe."""
    known = {base for point in project.knowledge.entry_points for base in point.bases}
    return any(base not in known for base in family.unknown_bases)

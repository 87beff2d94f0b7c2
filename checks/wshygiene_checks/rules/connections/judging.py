"""How sure a finding about a class is: what stands outside the project, and how long the owner lives."""

from __future__ import annotations

from wshygiene_checks.finding import Confidence
from wshygiene_checks.project import Family, Obligation, Project
from wshygiene_checks.rules.comebacks import outlives
from wshygiene_checks.rules.connections.teardown import teardown_of
from wshygiene_checks.rules.findings import lower

# What the garbage collector or the operating system usually takes back, later.
_FORGIVING = frozenset({"executor", "process"})


def judged(project: Project, family: Family, obligation: Obligation, confidence: Confidence) -> Confidence:
    """Lower what is less certain: bases out of sight, a receiver known by name only, kinds that end by themselves."""
    if family.unknown_bases:
        confidence = lower(confidence)
    if obligation.acquisition.how in ("any", "named"):
        confidence = lower(confidence)
    if obligation.acquisition.entry.kind in _FORGIVING or _is_loop_of_the_process(project, family, obligation):
        confidence = lower(confidence)
    if outlives(project, family, obligation.unit, teardown_of(project, family).roots):
        confidence = lower(confidence)
    return confidence


def _is_loop_of_the_process(project: Project, family: Family, obligation: Obligation) -> bool:
    """Whether it is an event loop that nothing stops before the program ends."""
    if obligation.acquisition.entry.kind != "loop":
        return False
    stopped = any(did.part.endswith("stop") for did in obligation.place.handed) or obligation.place.calls_to(("stop",))
    return not stopped and "threading.Thread" not in project.families.ancestors(family.main.name)

"""WSH307: a cache is keyed by values of requests, connections or instances, and never evicts."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Call
from wshygiene_checks.finding import Confidence, Finding
from wshygiene_checks.project import Project, Unit
from wshygiene_checks.rules.findings import finding, seen
from wshygiene_checks.rules.growth.confidence import weakened
from wshygiene_checks.rules.growth.growth import Growth, growths
from wshygiene_checks.rules.growth.memoized_calls import memoized_calls
from wshygiene_checks.rules.growth.siblings import siblings
from wshygiene_checks.rules.growth.timing import registers_handlers
from wshygiene_checks.rules.growth.wording import key_text

CODE = "WSH307"


def find(project: Project) -> Iterator[Finding]:
    """Get-or-create dictionaries, and functions that remember every call."""
    for growth in growths(project):
        if growth.origin == "connection" or growth.lives_long is False or not is_cache(growth):
            continue
        handlers = registers_handlers(project, growth.addition.unit)
        if not handlers and not next(siblings(project, growth), None):
            yield _grown(project, growth)
    yield from memoized_calls(project)


def is_cache(growth: Growth) -> bool:
    """Whether entries are made when they are first asked for, and handed out."""
    container, addition = growth.container, growth.addition
    if container.sort != "dict":
        return False
    if isinstance(addition.what, Call):
        return addition.what.name == "setdefault" and addition.what.use in ("return", "store", "receiver")
    return _asked_first(addition.unit, container.path, addition.what.block) and _hands_out(addition.unit)


def _asked_first(unit: Unit, path: str, block: int) -> bool:
    """Whether the entry is only added when it was looked for and not found."""
    around = list(unit.blocks_around(block))
    atoms = [atom for each in unit.function.blocks for atom in each.atoms]
    missing = any(path in (atom.other, atom.path.removesuffix("[]")) for atom in atoms)
    return missing or any(each.kind == "except" and "KeyError" in each.names for each in around)


def _hands_out(unit: Unit) -> bool:
    return any(leaving.kind == "return" and leaving.value.kind != "constant" for leaving in unit.function.exits)


def _grown(project: Project, growth: Growth) -> Finding:
    container, addition = growth.container, growth.addition
    key = key_text(addition.key)
    confidence: Confidence = "medium" if growth.origin in ("message", "fresh") and growth.when == "event" else "info"
    return finding(
        CODE,
        addition.unit,
        addition.what,
        f"`{container.name}` caches one entry for each `{key}` and never evicts. Whoever chooses the keys decides how "
        f"large it gets. Use a cache with a limit, or remove entries when their `{key}` is gone.",
        subject=container.path if container.family else container.attribute,
        confidence=weakened(project, growth, confidence),
        owner=container.owner,
        evidence=(seen(container.unit, container.store, f"`{container.name}` is made here"),),
    )

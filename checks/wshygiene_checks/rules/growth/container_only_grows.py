"""WSH311: events add to a container, and nothing shrinks, bounds or replaces it."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.finding import Confidence, Evidence, Finding
from wshygiene_checks.project import Project
from wshygiene_checks.rules.findings import finding, lower, seen
from wshygiene_checks.rules.growth.answered import answered_calls
from wshygiene_checks.rules.growth.changes import removals
from wshygiene_checks.rules.growth.confidence import weakened
from wshygiene_checks.rules.growth.containers import containers_beside
from wshygiene_checks.rules.growth.growth import Growth, growths
from wshygiene_checks.rules.growth.kept_alive import kept_alive
from wshygiene_checks.rules.growth.known_keys import is_numbered, may_know_its_keys
from wshygiene_checks.rules.growth.never_empty import never_empty
from wshygiene_checks.rules.growth.siblings import siblings
from wshygiene_checks.rules.growth.timing import registers_handlers
from wshygiene_checks.rules.growth.unbounded_cache import is_cache
from wshygiene_checks.rules.growth.weak_in_vain import weak_in_vain
from wshygiene_checks.rules.growth.wording import key_text, way_out

CODE = "WSH311"
_CONNECTIONS = ("Connection", "Session", "Peer", "Channel", "Transport", "Protocol", "Stream")


def find(project: Project) -> Iterator[Finding]:
    """Containers that only grow and that no more telling rule reports."""
    yield from weak_in_vain(project)
    told = set()
    for growth, found in answered_calls(project):
        told.add(growth.container.store)
        yield found
    for container, found in kept_alive(project):
        told.add(container.store)
        yield found
    for container, found in never_empty(project):
        told.add(container.store)
        yield found
    for growth in lonely_growths(project):
        if growth.container.store in told:
            continue
        judged = None if is_cache(growth) or is_history(growth) else judge_growth(project, growth)
        if judged:
            yield _finding(growth, *judged)


def lonely_growths(project: Project) -> Iterator[Growth]:
    """Growth that is neither of connections nor of handlers, and without a sibling that shows where it should end."""
    for growth in growths(project):
        if growth.origin == "connection" or growth.lives_long is False:
            continue
        handlers = registers_handlers(project, growth.addition.unit)
        if not handlers and not next(siblings(project, growth), None):
            yield growth


def is_history(growth: Growth) -> bool:
    """Whether it is a list or deque to which every event appends."""
    return growth.container.sort == "list" and growth.when == "event"


def judge_growth(project: Project, growth: Growth) -> tuple[Confidence, list[Evidence]] | None:
    """How sure it is that the growth has no end, and what the teardown empties instead; None for keys that say less."""
    if growth.origin not in ("message", "fresh", "parameter"):
        return None
    cleared = list(_cleared_siblings(project, growth))
    if growth.origin == "parameter" and _goes_with_its_connection(growth):
        return None
    confidence: Confidence = "high" if growth.when == "event" and growth.origin != "parameter" else "medium"
    weak = growth.addition.key is not None and growth.addition.key.kind == "weak"  # dead references, never cleared
    if growth.unused:
        return weakened(project, growth, "medium"), []
    if not (cleared or growth.lives_long or weak) or (growth.when != "event" and not weak):
        confidence = lower(confidence)
    if may_know_its_keys(growth):
        confidence = lower(confidence)
    if confidence == "medium" and not cleared and not is_numbered(growth):
        confidence = "info"
    return weakened(project, growth, confidence), cleared[:2]


def _goes_with_its_connection(growth: Growth) -> bool:
    """Whether the owner is one connection, by its name: what that is made of is bounded, what peers send is not."""
    family = growth.container.family
    return family is not None and family.main.definition.name.endswith(_CONNECTIONS)


def _cleared_siblings(project: Project, growth: Growth) -> Iterator[Evidence]:
    """What the teardown of the same class empties instead."""
    for other in containers_beside(project, growth.container) if growth.container.family else ():
        for removal in removals(project, other):
            if project.roles.is_ending(removal.unit):
                where = f"`{removal.unit.function.name}()` empties `{other.name}`, not `{growth.container.name}`"
                yield seen(removal.unit, removal.what, where)
                break


def _but(growth: Growth) -> str:
    if growth.undone:
        return f"only an error there takes it out again (line {growth.undone.what.line})"
    if growth.unused:
        return f"only `{growth.unused.unit.function.qualname}()` would remove an entry, which nobody calls"
    return "nothing in the project removes an entry, bounds or replaces it"


def _finding(growth: Growth, confidence: Confidence, cleared: list[Evidence]) -> Finding:
    container, addition = growth.container, growth.addition
    name, function, key = container.name_in(addition.unit), addition.unit.function.qualname, key_text(addition.key)
    what = f"under `{key}`" if key and container.sort == "dict" else f"(`{key}`)" if key else ""
    return finding(
        CODE,
        addition.unit,
        addition.what,
        f"`{name}` only grows: `{function}()` adds to it {what}, and {_but(growth)}. {way_out(container)}",
        subject=container.path if container.family else container.attribute,
        confidence=confidence,
        owner=container.owner,
        evidence=(seen(container.unit, container.store, f"`{container.name}` is made here"), *cleared),
    )

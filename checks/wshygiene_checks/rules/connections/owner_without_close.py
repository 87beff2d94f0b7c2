"""WSH402: something that must be closed is kept in an attribute, and nobody closes it."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.finding import Confidence, Finding
from wshygiene_checks.project import Family, Obligation, Project
from wshygiene_checks.rules.connections.judging import judged
from wshygiene_checks.rules.connections.left_entries import left_entries
from wshygiene_checks.rules.connections.on_others import unclosed_on_others
from wshygiene_checks.rules.connections.own_objects import own_objects
from wshygiene_checks.rules.connections.resources import KINDS, SERVING, is_open, kept_by_classes
from wshygiene_checks.rules.connections.teardown import Teardown, in_earnest, released_siblings, teardown_of
from wshygiene_checks.rules.findings import finding, lower, plain, seen

CODE = "WSH402"


def find(project: Project) -> Iterator[Finding]:
    """Open resources of classes that end nothing of their own; the others are WSH403."""
    kept = list(kept_by_classes(project, *(kind for kind in KINDS if kind not in SERVING)))
    for obligation, family in kept:
        teardown = teardown_of(project, family)
        if not released_siblings(family, teardown, obligation.root) and is_open(project, obligation):
            yield report(CODE, project, obligation, family, teardown)
    yield from unclosed_on_others(CODE, project)
    yield from left_entries(CODE, project, (*kept, *own_objects(project)))


def report(code: str, project: Project, obligation: Obligation, family: Family, teardown: Teardown) -> Finding:
    """A finding about an attribute that no method of its class closes."""
    name, owner = plain(obligation.root), family.main.definition.qualname
    entry, is_async = obligation.acquisition.entry, any(unit.function.is_async for unit in family.units)
    opened = plain(obligation.call.path)
    how = entry.ending(plain(obligation.root + obligation.part), is_async)
    message = f"`{owner}` opens `{name}` with `{opened}`, and nothing closes it. "
    evidence = []
    teardown = in_earnest(project, family, teardown)
    if teardown.roots:
        end = teardown.roots[0]
        evidence.append(seen(end, end.function.line, f"`{end.function.name}` does not close `{name}`"))
        message += f"Call `{how}` in `{end.function.name}`."
    else:
        message += f"Give `{owner}` a method that calls `{how}`{entry.or_entered(is_async)}."
    return finding(
        code,
        obligation.unit,
        obligation.call,
        message,
        subject=name,
        confidence=confidence_of(project, obligation, family, teardown),
        owner=owner,
        evidence=evidence,
    )


def confidence_of(project: Project, obligation: Obligation, family: Family, teardown: Teardown) -> Confidence:
    """High where what ends the object handles this very attribute without closing it, or a connection owns it."""
    used = [did.unit for did in (*obligation.place.called, *obligation.place.handed)]
    touched = any(teardown.runs(unit) for unit in used if unit.name != obligation.unit.name)
    lifetime = project.roles.lifetime(family)
    confidence: Confidence = "high" if touched or lifetime == "connection" else "medium"
    lasting = lifetime == "application" and obligation.acquisition.entry.kind != "session"
    if not teardown.roots and lasting:
        confidence = lower(confidence)
    return judged(project, family, obligation, confidence)

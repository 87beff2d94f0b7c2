"""WSH403: the teardown of a class releases some of what the class opened, and forgets this one."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Call
from wshygiene_checks.finding import Finding
from wshygiene_checks.project import Did, Family, Obligation, Project, obligations
from wshygiene_checks.rules.connections.judging import judged
from wshygiene_checks.rules.connections.left_on_leaving import left_on_leaving
from wshygiene_checks.rules.connections.missed import missed
from wshygiene_checks.rules.connections.own_objects import own_objects
from wshygiene_checks.rules.connections.replaced_teardown import replaced_teardowns
from wshygiene_checks.rules.connections.replaced_teardown import report as report_replaced
from wshygiene_checks.rules.connections.resources import KINDS, is_open, kept_by_classes
from wshygiene_checks.rules.connections.skipped import report, skipped_closes
from wshygiene_checks.rules.connections.teardown import (
    Teardown,
    evidence_of,
    released_siblings,
    teardown_of,
)
from wshygiene_checks.rules.findings import finding, lower, plain, seen_at

CODE = "WSH403"
_RUNS_ON = ("task", "timer", "thread")


def find(project: Project) -> Iterator[Finding]:
    """Open resources whose owner has a teardown that ends their siblings."""
    kept = [*kept_by_classes(project, *KINDS), *own_objects(project)]
    for obligation, family in kept:
        if obligation.unit.function.kind == "class":
            continue  # all objects share it: the end of one of them is not its end
        teardown = teardown_of(project, family)
        siblings = released_siblings(family, teardown, obligation.root)
        if not siblings:
            continue
        if is_open(project, obligation):
            yield _finding(project, obligation, family, teardown, siblings)
        elif missed(project, obligation, teardown):
            yield _finding(project, obligation, family, teardown, siblings, released=obligation.releases[0])
    yield from (report(CODE, skipped) for skipped in skipped_closes(project, of_objects=True))
    running = [(each, each.family) for each in obligations(project, *_RUNS_ON) if each.family]
    yield from left_on_leaving(CODE, project, (*kept, *running))
    yield from (report_replaced(CODE, found) for found in replaced_teardowns(project, (*kept, *running)))


def _finding(
    project: Project,
    obligation: Obligation,
    family: Family,
    teardown: Teardown,
    siblings: dict[str, Did[Call]],
    released: Did[Call] | None = None,
) -> Finding:
    name, end = plain(obligation.root), next(iter(siblings.values())).unit.function.name
    owner = family.main.definition.qualname
    how = obligation.acquisition.entry.ending(plain(obligation.root + obligation.part))
    evidence = evidence_of(teardown, siblings, obligation.root)
    confidence = judged(project, family, obligation, "high")
    if released:
        confidence = lower(confidence)
        evidence.append(seen_at(released, f"`{name}` is released here, in `{released.unit.function.name}` alone"))
    message = (
        f"`{end}` of `{owner}` ends `{plain(next(iter(siblings)))}`, and leaves `{name}` open. "
        f"`{owner}` opened it with `{plain(obligation.call.path)}`, so nobody else will. "
        f"Call `{how}` there too."
    )
    return finding(
        CODE,
        obligation.unit,
        obligation.call,
        message,
        subject=name,
        confidence=confidence,
        owner=owner,
        evidence=evidence,
    )

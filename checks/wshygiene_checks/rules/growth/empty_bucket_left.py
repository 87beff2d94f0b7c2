"""WSH309: members leave their bucket one by one, and the empty bucket stays in the mapping."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Call, Store
from wshygiene_checks.finding import Confidence, Finding
from wshygiene_checks.project import Project, Unit
from wshygiene_checks.rules.findings import finding, seen
from wshygiene_checks.rules.growth.aliases import shrinks_under_another_name
from wshygiene_checks.rules.growth.buckets import holds_buckets, member_taken
from wshygiene_checks.rules.growth.changes import Addition, additions, nested_additions, removals
from wshygiene_checks.rules.growth.containers import Container, containers
from wshygiene_checks.rules.growth.growth import is_last, judge, shrinks_elsewhere
from wshygiene_checks.rules.growth.provenance import Origin
from wshygiene_checks.rules.growth.timing import When, lives_long, takes_handler
from wshygiene_checks.rules.growth.wording import key_text

CODE = "WSH309"
_OUTSIDE: tuple[Origin, ...] = ("connection", "message", "fresh", "parameter")


def find(project: Project) -> Iterator[Finding]:
    """Mappings of sets, lists or dicts from which only the members are ever removed."""
    for container in containers(project):
        taken = member_taken(project, container) if container.sort == "dict" else None
        if taken is None or not _outlives(project, container, *taken) or not holds_buckets(project, container):
            continue
        if any(not is_last(project, container, each) for each in removals(project, container)):
            continue
        judged = judge(project, _additions(project, container))
        judged = [each for each in judged if each[1] in _OUTSIDE and not takes_handler(each[0].unit)]
        if judged and not shrinks_elsewhere(project, container) and not shrinks_under_another_name(project, container):
            yield _finding(project, container, *judged[0], *taken)


def _outlives(project: Project, container: Container, unit: Unit, taken: Call | Store) -> bool:
    """Whether the mapping outlives its members: one is seen to take itself out, or the owner is known to live long."""
    known = lives_long(project, container)
    leaves = container.family is not None and unit.owner not in container.family.names
    itself = isinstance(taken, Call) and taken.args[0].is_self
    return bool(known) or (known is None and leaves and itself)


def _additions(project: Project, container: Container) -> Iterator[Addition]:
    """What makes a new bucket: also adding a member, where the mapping makes buckets by itself."""
    yield from additions(project, container)
    if container.unit.made_by(container.store.value) == "collections.defaultdict":
        for each in nested_additions(project, container):
            probes = [probe for probe in each.unit.function.probes if probe.path == container.path]
            key = next((probe.key for probe in probes if probe.line == each.what.line), None)
            if key is not None:
                yield each._replace(key=key, value=None)


def _finding(
    project: Project,
    container: Container,
    addition: Addition,
    from_: Origin,
    when: When,
    unit: Unit,
    taken: Call | Store,
) -> Finding:
    key = key_text(addition.key)
    confidence: Confidence = "medium" if from_ != "parameter" and when == "event" else "info"
    if container.family is not None and container.family.unknown_bases:
        confidence = "info"
    return finding(
        CODE,
        addition.unit,
        addition.what,
        f"`{container.name}` keeps the bucket of each `{key}` after its last member has left: "
        f"`{unit.function.qualname}()` removes members, and nothing removes empty buckets. Delete "
        f"`{container.name}[{key}]` when it is empty.",
        subject=container.path if container.family else container.attribute,
        confidence=confidence,
        owner=container.owner,
        evidence=(
            seen(unit, taken, "a member is removed here, and its bucket stays"),
            seen(container.unit, container.store, f"`{container.name}` is made here"),
        ),
    )

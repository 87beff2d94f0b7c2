"""WSH302: an entry is kept under a key of the connection, or is the connection, and nothing removes it."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.finding import Confidence, Finding
from wshygiene_checks.project import Project
from wshygiene_checks.rules.findings import finding, lower, seen
from wshygiene_checks.rules.growth.buckets import is_bucket, member_taken
from wshygiene_checks.rules.growth.confidence import weakened
from wshygiene_checks.rules.growth.growth import Growth, growths
from wshygiene_checks.rules.growth.process_registries import process_registries
from wshygiene_checks.rules.growth.provenance import is_surely_connection
from wshygiene_checks.rules.growth.wording import key_text

CODE = "WSH302"


def find(project: Project) -> Iterator[Finding]:
    """Containers that outlive connections and get an entry for each of them."""
    for growth in growths(project, until_teardown=True):
        if growth.origin == "connection" and growth.lives_long is not False and not _leaves_buckets(project, growth):
            yield _finding(project, growth)
    yield from process_registries(project)


def _leaves_buckets(project: Project, growth: Growth) -> bool:
    """Whether what stays is the bucket of a room, out of which each connection is taken: that is empty-bucket-left."""
    return is_bucket(growth.addition.value) and member_taken(project, growth.container) is not None


def _confidence(project: Project, growth: Growth) -> Confidence:
    addition = growth.addition
    sure = any(is_surely_connection(project, addition.unit, each) for each in (addition.key, addition.value))
    confidence: Confidence = "high" if growth.when == "event" and sure else "medium"
    if growth.when != "event" and not sure:
        confidence = lower(confidence)
    if growth.lives_long is None and not growth.until:
        confidence = lower(confidence)
    return weakened(project, growth, confidence)


def _finding(project: Project, growth: Growth) -> Finding:
    container, addition, until = growth.container, growth.addition, growth.until
    never = "only an error there takes it out again" if growth.undone else "nothing ever removes one"
    if growth.unused:
        never = f"only `{growth.unused.unit.function.qualname}()` would remove one, which nobody calls"
    if growth.empties:
        never = f"`{growth.empties.unit.function.qualname}()` removes it only when it is empty, which it never is"
    when = f"only `{until.unit.function.qualname}()` empties it" if until else never
    name = container.name_in(addition.unit)
    evidence = [seen(container.unit, container.store, f"`{container.name}` is made here, and outlives connections")]
    if until:
        evidence.append(seen(until.unit, until.what, "it is emptied here, when its owner ends"))
    if growth.unused:
        evidence.append(seen(growth.unused.unit, growth.unused.what, "this would remove it"))
    if growth.empties:
        evidence.append(
            seen(growth.empties.unit, growth.empties.what, "nothing is ever taken out of what this removes")
        )
    return finding(
        CODE,
        addition.unit,
        addition.what,
        f"`{name}` gets an entry for each connection (`{key_text(addition.key)}`), and {when}. It grows with "
        f"every client that connects. Remove the entry in a `finally` when the connection ends.",
        subject=container.path if container.family else container.attribute,
        confidence=_confidence(project, growth),
        owner=container.owner,
        evidence=evidence,
    )

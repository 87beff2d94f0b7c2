"""WSH301: a key is removed from one container and stays in its sibling."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wshygiene_checks.finding import Confidence, Finding
from wshygiene_checks.project import Project
from wshygiene_checks.rules.findings import finding, lower, seen
from wshygiene_checks.rules.growth.abandoned import abandoned
from wshygiene_checks.rules.growth.confidence import weakened
from wshygiene_checks.rules.growth.growth import Growth, growths
from wshygiene_checks.rules.growth.orphaned import orphaned
from wshygiene_checks.rules.growth.siblings import Sibling, siblings
from wshygiene_checks.rules.growth.timing import when
from wshygiene_checks.rules.growth.wording import key_text

CODE = "WSH301"
_ON_PURPOSE = r"(?i)history|archive|journal|transcript"  # it may be meant to stay


def find(project: Project) -> Iterator[Finding]:
    """Containers that only grow, next to one whose entries are removed under the same key."""
    for growth in growths(project, until_teardown=True):
        until = growth.until.unit.name if growth.until else ""
        found = sorted(siblings(project, growth), key=_nearest_first)
        found = [each for each in found if each.removal.unit.name != until]
        if found and growth.lives_long is not False:
            yield _finding(project, growth, found[0])
    yield from abandoned(project)
    yield from orphaned(project)


def _nearest_first(sibling: Sibling) -> tuple[bool, str, int]:
    removal = sibling.removal
    return not sibling.together, removal.unit.file.path, removal.what.line


def _finding(project: Project, growth: Growth, sibling: Sibling) -> Finding:
    container = growth.container
    addition = next(
        (each for each in growth.additions if each.unit.function is sibling.addition.unit.function), growth.addition
    )
    removal = sibling.removal
    key = key_text(removal.key)
    name, function = container.name_in(addition.unit), removal.unit.function.qualname
    confidence: Confidence = (
        "high" if sibling.together and not re.search(_ON_PURPOSE, container.attribute) else "medium"
    )
    if when(project, sibling.addition.unit) == "setup":
        confidence = lower(confidence)  # there are only so many, and what takes one out is not for every day
    nothing = "Nothing else takes entries out of"
    if growth.until:
        nothing, confidence = f"Only `{growth.until.unit.function.qualname}()` empties", lower(confidence)
    return finding(
        CODE,
        addition.unit,
        addition.what,
        f"`{name}` keeps `{key}` after `{function}()` has removed it from `{sibling.container.name}`. {nothing} "
        f"`{name}`, so it grows with every new `{key}`. Remove the key from both.",
        subject=container.path if container.family else container.attribute,
        confidence=weakened(project, growth, confidence),
        owner=container.owner,
        evidence=(
            seen(removal.unit, removal.what, f"`{key}` is removed from `{sibling.container.name}` here"),
            seen(sibling.addition.unit, sibling.addition.what, f"and was added to `{sibling.container.name}` here"),
            seen(container.unit, container.store, f"`{name}` is made here"),
        ),
    )

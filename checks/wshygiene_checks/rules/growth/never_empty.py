"""Buckets that are removed when they are empty, and that never are: nobody takes a member out."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.finding import Finding
from wshygiene_checks.project import Project
from wshygiene_checks.rules.findings import finding, seen
from wshygiene_checks.rules.growth.buckets import holds_buckets
from wshygiene_checks.rules.growth.changes import Removal
from wshygiene_checks.rules.growth.confidence import weakened
from wshygiene_checks.rules.growth.containers import Container, containers
from wshygiene_checks.rules.growth.growth import Growth, of_members
from wshygiene_checks.rules.growth.wording import key_text

CODE = "WSH311"
_TOLD = ("message", "fresh", "parameter")  # connections are told by WSH302


def never_empty(project: Project) -> Iterator[tuple[Container, Finding]]:
    """Mappings whose own code expects that their buckets become empty, which they cannot."""
    for container in containers(project):
        if container.sort != "dict" or not holds_buckets(project, container):
            continue
        for growth in of_members(project, container):
            if growth.empties and growth.origin in _TOLD and growth.lives_long is not False:
                yield container, _finding(project, growth, growth.empties)


def _finding(project: Project, growth: Growth, empties: Removal) -> Finding:
    container, addition = growth.container, growth.addition
    name, function, member = container.name_in(addition.unit), addition.unit.function.qualname, key_text(addition.key)
    what = f"`{member}`" if member else "a member"
    return finding(
        CODE,
        addition.unit,
        addition.what,
        f"what `{name}` has only grows: `{function}()` adds {what} to one of its entries, and nothing takes it out "
        f"again. `{empties.unit.function.qualname}()` removes an entry when it is empty, which it never is.",
        subject=container.path if container.family else container.attribute,
        confidence=weakened(project, growth, "medium"),
        owner=container.owner,
        evidence=(
            seen(empties.unit, empties.what, "only an empty entry is removed here: take the member out before"),
            seen(container.unit, container.store, f"`{container.name}` is made here"),
        ),
    )

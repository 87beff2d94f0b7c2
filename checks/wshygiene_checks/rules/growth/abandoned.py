"""Entries made in two containers at once, of which a method that takes them back removes only one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from wshygiene_checks.facts import Exit, Value
from wshygiene_checks.finding import Finding
from wshygiene_checks.project import Project, Unit
from wshygiene_checks.rules.counterparts import bare_name
from wshygiene_checks.rules.findings import finding, plain, seen
from wshygiene_checks.rules.growth.changes import Addition, Removal, additions, removals
from wshygiene_checks.rules.growth.containers import Container, containers, containers_beside
from wshygiene_checks.rules.growth.growth import shrinks_elsewhere
from wshygiene_checks.rules.growth.siblings import same_key

CODE = "WSH301"
_TAKES_BACK = ("un", "cancel", "remove", "discard", "delete", "forget", "abandon", "abort", "revoke", "drop", "kill")


class Half(NamedTuple):
    """``removal`` takes an entry out of ``other``; the one that ``addition`` put into the container stays."""

    other: Container
    addition: Addition
    removal: Removal


def abandoned(project: Project) -> Iterator[Finding]:
    """Containers whose entries are removed when all goes well, and forgotten where they are taken back."""
    for container in containers(project):
        removed = list(removals(project, container)) if container.family else []
        if not removed or any(each.method == "=" and not project.occasions.is_making(each.unit) for each in removed):
            continue
        half = next(_halves(project, container, removed), None)
        if half and not shrinks_elsewhere(project, container):
            yield _finding(project, container, half, removed[0])


def _halves(project: Project, container: Container, removed: list[Removal]) -> Iterator[Half]:
    added = list(additions(project, container))
    changing = {each.unit.name for each in added} | {each.unit.name for each in removed}
    for other in containers_beside(project, container):
        pairs = [
            own
            for own in added
            for theirs in additions(project, other)
            if own.unit.name == theirs.unit.name and own.what.block == theirs.what.block
            if _same_thing(own.key, theirs.key)
        ]
        for removal in removals(project, other) if pairs else ():
            pair = next((each for each in pairs if _takes_back(removal, each)), None)
            if pair and not sees_to_both(project, container, removal.unit, changing):
                yield Half(other, pair, removal)


def _same_thing(own: Value | None, theirs: Value | None) -> bool:
    """Whether two entries are of the same thing: equal keys, or one inside the other, as in ``(when, task)``."""
    if own is None or theirs is None or own.kind != "path" or not own.path.startswith("%"):
        return False
    return same_key(own, theirs) or own.path in theirs.names


def _takes_back(removal: Removal, addition: Addition) -> bool:
    """Whether this is the method for taking back what was added, which it is given: ``cancel``, ``remove_row``."""
    function = removal.unit.function
    given = {f"%{parameter.name}" for parameter in function.params}
    name = bare_name(function.name)
    what = name.lstrip("abcdefghijklmnopqrstuvwxyz").lstrip("_")
    named = name.startswith(_TAKES_BACK) and addition.unit.function.name.endswith(what)
    return named and removal.key is not None and not given.isdisjoint((removal.key.path, *removal.key.names))


def sees_to_both(project: Project, container: Container, unit: Unit, changing: set[str]) -> bool:
    """Whether the method changes this container too, or each of its callers does and nobody else can call it."""
    if _reaches(project, unit, changing):
        return True
    if not unit.function.name.startswith("_"):
        return False
    family = container.family
    path = f"self.{unit.function.name}"
    callers = [each for each in (family.units if family else ()) if any(c.path == path for c in each.function.calls)]
    return bool(callers) and all(_reaches(project, each, changing) for each in callers)


def _reaches(project: Project, unit: Unit, changing: set[str], depth: int = 0) -> bool:
    if unit.name in changing or any(each.name in changing for each in project.nested(unit)):
        return True
    own = (call.path for call in unit.function.calls if call.path.startswith("self.")) if depth < 3 else ()
    return any(
        _reaches(project, callee, changing, depth + 1) for path in own for callee in project.types.callee(unit, path)
    )


def _finding(project: Project, container: Container, half: Half, usual: Removal) -> Finding:
    other, addition, removal = half
    unit, key = removal.unit, plain(addition.key.path if addition.key else "")
    unsure = container.family is not None and container.family.unknown_bases
    return finding(
        CODE,
        unit,
        removal.what if not isinstance(removal.what, Exit) else removal.what.line,
        f"`{unit.function.qualname}()` takes an entry out of `{other.name}` and leaves `{key}` in `{container.name}`, "
        f"where `{addition.unit.function.name}()` put it too. Only `{usual.unit.function.name}()` removes it there, "
        f"and for what was taken back that may never happen. Remove it from both.",
        subject=container.path,
        confidence="info" if unsure else "medium",
        owner=container.owner,
        evidence=(
            seen(addition.unit, addition.what, f"`{key}` is put into both here"),
            seen(usual.unit, usual.what, f"it is removed from `{container.name}` here"),
        ),
    )

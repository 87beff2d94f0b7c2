"""Entries made in two containers at once, of which a method that takes them back removes only one."""

from __future__ import annotations

from collections import defaultdict
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
    together = [
        (other, pairs, list(removals(project, other)))
        for other in containers_beside(project, container)
        if (pairs := _pairs(project, added, other))
    ]
    ending = _ends_most_of_it(removed, [theirs for _, _, theirs in together])
    for other, pairs, theirs in together:
        for removal in theirs:
            ends = removal.unit.name in ending and _is_given(removal)
            pair = next((each for each in pairs if ends or _takes_back(removal, each)), None)
            if pair and not sees_to_both(project, container, removal.unit, changing):
                yield Half(other, pair, removal)


def _pairs(project: Project, added: list[Addition], other: Container) -> list[Addition]:
    """What is put into the container together with an entry of another."""
    return [
        own
        for own in added
        for theirs in additions(project, other)
        if own.unit.name == theirs.unit.name and own.what.block == theirs.what.block
        if _same_thing(own.key, theirs.key)
    ]


def _ends_most_of_it(removed: list[Removal], theirs: list[list[Removal]]) -> set[str]:
    """The methods that take out all that one end does which also sees to the container, but for the container's own.

    Two other containers at least: to take an entry out of one may mean anything.
    """
    by_unit: dict[str, set[int]] = defaultdict(set)
    for number, others in enumerate(theirs):
        for each in others:
            if each.key is not None:
                by_unit[each.unit.name].add(number)
    whole = [by_unit[each.unit.name] for each in removed if each.key is not None and each.unit.name in by_unit]
    return {name for name, numbers in by_unit.items() if len(numbers) > 1 and any(numbers == each for each in whole)}


def _same_thing(own: Value | None, theirs: Value | None) -> bool:
    """Whether two entries are of the same thing: equal keys, or one inside the other, as in ``(when, task)``."""
    if own is None or theirs is None or own.kind != "path" or not own.path.startswith("%"):
        return False
    return same_key(own, theirs) or own.path in theirs.names


def _takes_back(removal: Removal, addition: Addition) -> bool:
    """Whether this is the method for taking back what was added, which it is given: ``cancel``, ``remove_row``."""
    name = bare_name(removal.unit.function.name)
    what = name.lstrip("abcdefghijklmnopqrstuvwxyz").lstrip("_")
    named = name.startswith(_TAKES_BACK) and addition.unit.function.name.endswith(what)
    return named and _is_given(removal)


def _is_given(removal: Removal) -> bool:
    """Whether the caller says which entry to remove."""
    given = {f"%{parameter.name}" for parameter in removal.unit.function.params}
    return removal.key is not None and not given.isdisjoint((removal.key.path, *removal.key.names))


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

"""Entries that only go together with those of another container, whose own can go without them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from wshygiene_checks.facts import Atom, Exit
from wshygiene_checks.finding import Finding
from wshygiene_checks.project import Project
from wshygiene_checks.rules.findings import finding, plain, seen
from wshygiene_checks.rules.growth.abandoned import sees_to_both
from wshygiene_checks.rules.growth.changes import Addition, Removal, additions, removals
from wshygiene_checks.rules.growth.containers import Container, containers, containers_beside
from wshygiene_checks.rules.growth.growth import shrinks_elsewhere
from wshygiene_checks.rules.growth.siblings import same_key

CODE = "WSH301"
_THERE = frozenset({"true", "not none", "in"})
_GONE = frozenset({"false", "none", "not in"})


class Orphan(NamedTuple):
    """``alone`` takes an entry out of ``other`` that ``usual`` asks for before it removes what ``addition`` made."""

    other: Container
    addition: Addition
    usual: Removal
    alone: Removal


def orphaned(project: Project) -> Iterator[Finding]:
    """Containers whose entries are removed where those of another are still there, which some method takes alone."""
    for container in containers(project):
        if container.family is None or container.family.unknown_bases:
            continue
        removed = list(removals(project, container))
        orphan = next(_orphans(project, container, removed), None) if removed else None
        if orphan and not shrinks_elsewhere(project, container):
            yield _finding(container, orphan)


def _orphans(project: Project, container: Container, removed: list[Removal]) -> Iterator[Orphan]:
    added = list(additions(project, container))
    changing = {each.unit.name for each in added} | {each.unit.name for each in removed}
    removed = [each for each in removed if not (each.key and _replaces(each, added))]
    single = [each for each in removed if each.key]
    for other in containers_beside(project, container) if single else ():
        theirs = list(removals(project, other))
        emptied = any(not each.key for each in theirs)
        if not all(_asks_for(each, other) if each.key else emptied for each in removed):
            continue
        filled = list(additions(project, other))
        entered = next((mine for mine in added for each in filled if _is_one_entry(mine, each)), None)
        for alone in theirs if entered else ():
            kept = alone.key is None or _replaces(alone, filled)
            if entered and not kept and not sees_to_both(project, container, alone.unit, changing):
                yield Orphan(other, entered, single[0], alone)


def _is_one_entry(mine: Addition, theirs: Addition) -> bool:
    return mine.unit.name == theirs.unit.name and same_key(mine.key, theirs.key)


def _replaces(removal: Removal, added: list[Addition]) -> bool:
    """Whether a method takes an entry out to put another one in its place."""
    return any(each.unit.name == removal.unit.name for each in added)


def _asks_for(removal: Removal, other: Container) -> bool:
    """Whether an entry is removed only where the one in the other container is, under whatever name it has there."""
    unit, what = removal.unit, removal.what
    around = (block for block in unit.blocks_around(what.block) if block.kind == "if")
    if any(_says(atom, other, _THERE) for block in around for atom in block.atoms):
        return True
    left = (each for each in unit.function.exits if each.kind in ("return", "continue") and each.order < what.order)
    blocks = (unit.function.blocks[each.block] for each in left)
    return any(_says(atom, other, _GONE) for block in blocks if block.kind == "if" for atom in block.atoms)


def _says(atom: Atom, other: Container, tests: frozenset[str]) -> bool:
    return atom.test in tests and (atom.other == other.path or atom.path == f"{other.path}[]")


def _finding(container: Container, orphan: Orphan) -> Finding:
    other, addition, usual, alone = orphan
    key = plain(addition.key.path if addition.key else "")
    return finding(
        CODE,
        alone.unit,
        alone.what if not isinstance(alone.what, Exit) else alone.what.line,
        f"`{alone.unit.function.qualname}()` takes an entry out of `{other.name}` and leaves `{key}` in "
        f"`{container.name}`. `{usual.unit.function.name}()` removes it there only while it is in `{other.name}`, so "
        f"that it stays for good. Remove it from both.",
        subject=container.path,
        confidence="medium",
        owner=container.owner,
        evidence=(
            seen(addition.unit, addition.what, f"`{key}` is put into `{container.name}` here"),
            seen(usual.unit, usual.what, f"it is removed here, if `{other.name}` still has it"),
        ),
    )

"""Entries that are used, and removed at the end, but not where a handler in between returns early."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Call, Exit, Store
from wshygiene_checks.finding import Finding
from wshygiene_checks.project import Project, Unit
from wshygiene_checks.rules.findings import finding, plain, seen
from wshygiene_checks.rules.growth.changes import Removal, removals
from wshygiene_checks.rules.growth.containers import Container

CODE = "WSH303"
_MISSING = frozenset({"KeyError", "IndexError", "LookupError", "ValueError"})  # there is no entry to remove


def early_returns(project: Project, container: Container) -> Iterator[Finding]:
    """``try`` around a use of the entry, a handler that returns, and the removal behind both."""
    removed = [each for each in removals(project, container) if each.key is not None]
    for did in container.place.called:
        if did.part == "[]":
            behind = [each for each in removed if _is_behind(did.unit, did.what, each)]
            leaving = _returns_early(did.unit, did.what) if behind else None
            if leaving and not _removed_before(did.unit, leaving, removed):
                yield _finding(container, did.unit, did.what, leaving, behind[0])


def _is_behind(unit: Unit, use: Call, removal: Removal) -> bool:
    what = removal.what
    if removal.unit.function is not unit.function or isinstance(what, Exit) or what.order < use.order:
        return False
    inside = {block.group for block in unit.blocks_around(what.block)}
    tried = {block.group for block in unit.blocks_around(use.block) if block.kind == "try"}
    return bool(tried - inside)


def _returns_early(unit: Unit, use: Call) -> Exit | None:
    """The ``return`` in a handler of the ``try`` around the use."""
    tried = {block.group for block in unit.blocks_around(use.block) if block.kind == "try"}
    for leaving in unit.function.exits:
        for block in unit.blocks_around(leaving.block):
            handles = block.kind == "except" and block.group in tried and not _MISSING.intersection(block.names)
            if leaving.kind == "return" and handles:
                return leaving
    return None


def _removed_before(unit: Unit, leaving: Exit, removed: list[Removal]) -> bool:
    """Whether the handler, or a ``finally``, removes the entry as well."""
    handlers = {block.group for block in unit.blocks_around(leaving.block) if block.kind == "except"}
    return any(
        each.unit.function is unit.function
        and isinstance(each.what, Call | Store)
        and any(block.group in handlers for block in unit.blocks_around(each.what.block))
        for each in removed
    )


def _finding(container: Container, unit: Unit, use: Call, leaving: Exit, removal: Removal) -> Finding:
    key = plain(removal.key.path) if removal.key else ""
    return finding(
        CODE,
        unit,
        use,
        f"`{container.name}` keeps `{key}` when `{unit.function.qualname}()` returns early: one of its handlers "
        f"leaves before the entry is removed. Take the entry out first, then use it.",
        subject=container.path if container.family else container.attribute,
        confidence="medium",
        owner=unit.function.qualname,
        evidence=(
            seen(unit, leaving, "the function returns here, and the entry stays"),
            seen(removal.unit, removal.what, "the entry is removed here"),
        ),
    )

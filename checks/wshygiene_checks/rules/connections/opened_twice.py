"""Attributes into which one function opens a second thing, while the first is still open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from wshygiene_checks.facts import Store
from wshygiene_checks.project import Family, Obligation, Project, Unit, root_of
from wshygiene_checks.rules.connections.reaching import Reaching
from wshygiene_checks.rules.growth.guarantees import may_follow


def opened_twice(
    project: Project, owned: Iterable[tuple[Obligation, Family]]
) -> Iterator[tuple[Obligation, Obligation, Family]]:
    """The first opening and the one that replaces it, where both run and nothing looks at the first in between."""
    places: dict[tuple[str, str], list[tuple[Obligation, Family]]] = defaultdict(list)
    for obligation, family in owned:
        if not obligation.part and not obligation.flow.managed:
            places[obligation.unit.name, obligation.root].append((obligation, family))
    for found in places.values():
        ordered = sorted(found, key=lambda each: each[0].call.order)
        for (first, _), (second, family) in pairwise(ordered):
            if first.call.order < second.call.order and _replaces(project, family, first, second):
                yield first, second, family


def _replaces(project: Project, family: Family, first: Obligation, second: Obligation) -> bool:
    unit, root = first.unit, first.root
    if unit.function is not second.unit.function or not _surely_follows(unit, first.call.block, second.call.block):
        return False
    stored = [store for store in unit.function.stores if root_of(store.path)[0] == root]
    if not all(_is_stored_at_once(stored, each.call.order) for each in (first, second)):
        return False
    between = range(first.call.order + 1, second.call.order)
    reaching = Reaching(project, family, root, first.acquisition.entry.release)
    aside = any(root in store.value.names for store in unit.function.stores if store.order in between)
    calls = (call for call in unit.function.calls if call.order in between)
    return not aside and not any(reaching.is_released_by(unit, call) for call in calls)


def _surely_follows(unit: Unit, first: int, second: int) -> bool:
    """Whether the second opening runs whenever the first has run and nothing failed: no condition is asked for it."""
    around = {unit.function.blocks.index(block) for block in unit.blocks_around(first)} | {0}
    asked = {"if", "else", "case", "except", "while", "for", "async for", "finally"}
    conditions = [block for block in unit.blocks_around(second) if block.kind in asked]
    return may_follow(unit, first, second) and all(unit.function.blocks.index(block) in around for block in conditions)


def _is_stored_at_once(stored: Iterable[Store], order: int) -> bool:
    return any(store.value.call == order for store in stored)

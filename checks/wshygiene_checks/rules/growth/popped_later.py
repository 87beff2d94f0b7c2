"""What a function appends and pops again, unless it returns or raises in between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wshygiene_checks.facts import Block, Call, Exit, Store
from wshygiene_checks.finding import Finding
from wshygiene_checks.project import Project, Unit
from wshygiene_checks.rules.findings import finding, seen
from wshygiene_checks.rules.growth.changes import additions, empties_whole, removals
from wshygiene_checks.rules.growth.containers import Container
from wshygiene_checks.rules.growth.guarantees import may_follow
from wshygiene_checks.rules.growth.timing import lives_long

CODE = "WSH303"


def popped_later(project: Project, container: Container) -> Iterator[Finding]:
    """The ways out between ``append()`` and ``pop()``, where all that else takes anything out takes out everything."""
    if container.sort != "list" or lives_long(project, container) is False:
        return
    added = [(each.unit, each.what) for each in additions(project, container) if _is_append(each.what)]
    removed = [each for each in removals(project, container) if not empties_whole(container, each)]
    popped = [(each.unit, each.what) for each in removed if isinstance(each.what, Call) and _is_pop(each.what)]
    appending = {unit.name for unit, _ in added}
    if len(popped) < len(removed) or any(unit.name not in appending for unit, _ in popped):
        return
    for unit, append in added:
        behind = [what for each, what in popped if each.name == unit.name and what.order > append.order]
        pops = [what for what in behind if _rounds(unit, what.block) == _rounds(unit, append.block)]
        leaving = next((each for each in unit.function.exits if _leaves(unit, append, pops, each)), None)
        if leaving:
            yield _finding(container, unit, append, pops[-1], leaving)


def _rounds(unit: Unit, block: int) -> list[Block]:
    """The loops around a block: what one of them appends is not what follows it pops."""
    return [each for each in unit.blocks_around(block) if each.kind in ("for", "async for", "while", "comprehension")]


def _leaves(unit: Unit, append: Call | Store, pops: Sequence[Call], leaving: Exit) -> bool:
    """Whether a way out is reached behind the ``append()`` and before any ``pop()``, and none is run on it."""
    if leaving.kind not in ("return", "raise") or not may_follow(unit, append.block, leaving.block):
        return False
    if not pops or not append.order < leaving.order < pops[-1].order:
        return False
    before = any(pop.order < leaving.order and may_follow(unit, pop.block, leaving.block) for pop in pops)
    tried = {block.group for block in unit.blocks_around(leaving.block) if block.kind == "try"}
    handlers = [block for pop in pops for block in unit.blocks_around(pop.block) if block.group in tried]
    return not before and not any(block.kind in ("except", "finally") for block in handlers)


def _is_append(what: object) -> bool:
    return isinstance(what, Call) and what.name == "append"


def _is_pop(call: Call) -> bool:
    return call.name == "pop" and not call.args


def _finding(container: Container, unit: Unit, append: Call | Store, pop: Call, leaving: Exit) -> Finding:
    method = unit.function.qualname
    return finding(
        CODE,
        unit,
        append,
        f"`{container.name}` keeps what `{method}()` appends when it ends with the `{leaving.kind}` on line "
        f"{leaving.line}: `pop()` is only behind that. Each time it grows by one. Take the entry out in a `finally`.",
        subject=container.path if container.family else container.attribute,
        confidence="medium",
        owner=method,
        evidence=(
            seen(unit, leaving, "the function ends here, and the entry stays"),
            seen(unit, pop, "the entry is taken out here"),
            seen(container.unit, container.store, f"`{container.name}` is made here"),
        ),
    )

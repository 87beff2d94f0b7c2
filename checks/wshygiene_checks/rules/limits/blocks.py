"""What stands inside a loop or a ``try``."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Await, Call, Exit
from wshygiene_checks.project import Unit


def is_inside(unit: Unit, block: int, outer: int) -> bool:
    """Whether a block is another one, or somewhere in it."""
    blocks = unit.function.blocks
    while block > outer:
        block = blocks[block].parent
    return block == outer


def calls_inside(unit: Unit, outer: int) -> Iterator[Call]:
    """The calls in a block, at any depth."""
    return (call for call in unit.function.calls if is_inside(unit, call.block, outer))


def exits_inside(unit: Unit, outer: int, *kinds: str) -> Iterator[Exit]:
    """The exits of these kinds in a block, at any depth."""
    return (
        leaving for leaving in unit.function.exits if leaving.kind in kinds and is_inside(unit, leaving.block, outer)
    )


def waits_inside(unit: Unit, outer: int) -> list[Call | Await]:
    """The places in a block where other tasks may run."""
    awaited: list[Call | Await] = [call for call in calls_inside(unit, outer) if call.awaited]
    awaited += [each for each in unit.function.awaits if is_inside(unit, each.block, outer)]
    return awaited


def handlers_of(unit: Unit, block: int) -> list[int]:
    """The handlers of the ``try`` that a block is the body of, in their order; none for other blocks."""
    blocks = unit.function.blocks
    if blocks[block].kind != "try":
        return []
    group = blocks[block].group
    return [index for index, each in enumerate(blocks) if each.kind == "except" and each.group == group]


def suppresses(unit: Unit, block: int) -> bool:
    """Whether a block is the body of ``with suppress(...)``."""
    around = unit.function.blocks[block]
    return around.kind in ("with", "async with") and any("suppress" in value.path for value in around.values)


def may_leave(unit: Unit, block: int) -> bool:
    """Whether something in a block leaves the loop or the function around it."""
    return any(exits_inside(unit, block, "raise", "return", "break"))


def swallows_errors(unit: Unit, block: int) -> bool:
    """Whether an exception raised in a block is caught in the same loop, by a handler that carries on."""
    blocks = unit.function.blocks
    while block > 0 and blocks[block].kind not in ("while", "for", "async for"):
        if any(_carries_on(unit, index) for index in handlers_of(unit, block)) or suppresses(unit, block):
            return True
        block = blocks[block].parent
    return False


def _carries_on(unit: Unit, handler: int) -> bool:
    broad = any(name in ("Exception", "BaseException", "OSError") for name in unit.function.blocks[handler].names)
    return broad and not may_leave(unit, handler)

"""Whether what stands after an ``await`` also runs when the ``await`` ends in an exception or a cancellation."""

from __future__ import annotations

from collections.abc import Iterable

from wshygiene_checks.facts import Block
from wshygiene_checks.project import Unit

_ALL = frozenset({"BaseException", "Exception"})
_BARE = frozenset({"BaseException", ""})
_BRANCHES = frozenset({"if", "else", "case", "except"})
_OPEN = frozenset({"with", "async with", "try", "finally", "try else"})  # run whenever what is around them runs
_LOOPS = frozenset({"for", "async for", "while"})
_LEAVING = frozenset({"return", "raise", "continue", "break"})
_TIMEOUTS = frozenset({"TimeoutError", "Timeout"})
_CANCELLATIONS = frozenset({"CancelledError", "Cancelled"})
_SUPPRESSING = frozenset({"contextlib.suppress()", "suppress()"})


def runs_on_failure(unit: Unit, risk: int, removal: int) -> bool:
    """Whether the block ``removal`` is reached when something in the block ``risk`` raises.

    It is in a ``finally`` of a ``try`` around the risk, in a handler there that catches everything, or after one that
    swallows everything.
    """
    blocks = unit.function.blocks
    tried = [index for index in _around(blocks, risk) if blocks[index].kind in ("try", "try else", "except")]
    groups = {blocks[index].group for index in tried}
    around_removal = _around(blocks, removal)
    for index in around_removal:
        block = blocks[index]
        if block.group in groups and (block.kind == "finally" or (block.kind == "except" and _catches_all(block))):
            return True
    inside = {blocks[index].group for index in around_removal}
    return any(_swallows(unit, group) for group in groups - inside) or _is_suppressed(unit, risk, inside)


def seen_to_at_last(unit: Unit, block: int, name: str) -> bool:
    """Whether a ``finally`` around a block calls a method of what has this name, or passes it on."""
    tried = {around.group for around in unit.blocks_around(block)}
    return any(
        around.kind == "finally" and around.group in tried
        for call in unit.function.calls
        if call.receiver == name or any(name in (value.path, *value.names) for value in call.args)
        for around in unit.blocks_around(call.block)
    )


def runs_with(unit: Unit, block: int) -> int:
    """The block that this one runs together with: that around a ``with`` or ``try``."""
    while block > 0 and unit.function.blocks[block].kind in _OPEN:
        block = unit.function.blocks[block].parent
    return block


def misses_cancellation(unit: Unit, risk: int, removal: int) -> bool:
    """Whether the removal is in an ``except Exception`` around the risk: a cancellation there passes it by."""
    handler, blocks = handler_around(unit, removal), unit.function.blocks
    if handler is None or not unit.function.is_async or not undoes(unit, removal):
        return False
    tried = any(block.kind == "try" and block.group == handler.group for block in unit.blocks_around(risk))
    beside = [
        name for block in blocks if block.kind == "except" and block.group == handler.group for name in block.names
    ]
    return tried and "Exception" in handler.names and not any("Cancel" in name or name in _BARE for name in beside)


def catches_timeouts(unit: Unit, risk: int, removal: int) -> bool:
    """Whether the removal is in a handler for timeouts around the risk: that much was thought of."""
    return _catches(unit, risk, removal, _TIMEOUTS)


def catches_cancellation(unit: Unit, risk: int, removal: int) -> bool:
    """Whether the removal is in a handler for cancellation around the risk."""
    return _catches(unit, risk, removal, _CANCELLATIONS)


def _catches(unit: Unit, risk: int, removal: int, exceptions: frozenset[str]) -> bool:
    blocks = unit.function.blocks
    groups = {blocks[index].group for index in _around(blocks, risk) if blocks[index].kind == "try"}
    return any(
        blocks[index].kind == "except"
        and blocks[index].group in groups
        and any(name.rpartition(".")[2] in exceptions for name in blocks[index].names)
        for index in _around(blocks, removal)
    )


def _around(blocks: tuple[Block, ...], index: int) -> list[int]:
    found = []
    while index > 0:
        found.append(index)
        index = blocks[index].parent
    return found


def _catches_all(block: Block) -> bool:
    return any(name in _ALL for name in block.names)


def _swallows(unit: Unit, group: int) -> bool:
    """Whether a handler of this ``try`` catches everything and goes on behind it."""
    for index, block in enumerate(unit.function.blocks):
        if block.group == group and block.kind == "except" and _catches_all(block):
            leaves = any(
                index in _around(unit.function.blocks, leaving.block) and leaving.kind != "yield"
                for leaving in unit.function.exits
            )
            return not leaves
    return False


def _is_suppressed(unit: Unit, risk: int, inside: set[int]) -> bool:
    blocks = unit.function.blocks
    return any(
        value.path in _SUPPRESSING and blocks[index].group not in inside
        for index in _around(blocks, risk)
        for value in blocks[index].values
    )


def reached_on(unit: Unit, risk: int, removal: int) -> tuple[str, ...]:
    """The exceptions of ``risk`` whose handlers hold the block ``removal``, or go on to it.

    Where there are none, those of the handler that holds it, be it of something else.
    """
    blocks = unit.function.blocks
    tried = {blocks[index].group for index in _around(blocks, risk) if blocks[index].kind == "try"}
    around = _around(blocks, removal)
    inside = {blocks[index].group for index in around}
    handlers = [
        block
        for index, block in enumerate(blocks)
        if block.kind == "except" and block.group in tried
        if index in around or (block.group not in inside and may_follow(unit, index, removal))
    ]
    if not handlers and (innermost := handler_around(unit, removal)):
        handlers.append(innermost)
    names = (name for block in handlers for name in block.names)
    return tuple(dict.fromkeys(name.rpartition(".")[2] for name in names))


def in_words(exceptions: Iterable[str]) -> str:
    """``only on `ConnectionClosed` or `TimeoutError```."""
    return f"only on {' or '.join(f'`{name}`' for name in exceptions)}"


def handler_around(unit: Unit, block: int) -> Block | None:
    """The innermost ``except`` around a block."""
    return next((each for each in unit.blocks_around(block) if each.kind == "except"), None)


def may_follow(unit: Unit, first: int, then: int) -> bool:
    """Whether control can get from one block to another further down: not from ``if`` to its ``else``.

    To a ``finally`` it gets from wherever it leaves what is tried.
    """
    blocks = unit.function.blocks
    before, after = _around(blocks, first), _around(blocks, then)
    last = {blocks[index].group for index in after if blocks[index].kind == "finally"}
    if any(blocks[index].group in last for index in before):
        return True
    branches = {blocks[index].group: index for index in before if blocks[index].kind in _BRANCHES}
    for index in after:
        block = blocks[index]
        if block.kind in _BRANCHES and branches.get(block.group, index) != index:
            return False
    own = [index for index in before if index not in after]
    if any(leaving.block in own and leaving.kind in _LEAVING for leaving in unit.function.exits):
        return False
    return not any(_leaves_when_it_works(unit, index, after) for index in own if blocks[index].kind == "try")


def _leaves_when_it_works(unit: Unit, tried: int, after: list[int]) -> bool:
    """Whether the ``else`` of a ``try`` leaves, by ``break`` the loop that what comes ``after`` is in."""
    blocks = unit.function.blocks
    works = [i for i, each in enumerate(blocks) if each.kind == "try else" and each.group == blocks[tried].group]
    loop = next((index for index in _around(blocks, tried) if blocks[index].kind in _LOOPS), None)
    return any(
        leaving.block in works and (leaving.kind in ("return", "raise") or (leaving.kind in _LEAVING and loop in after))
        for leaving in unit.function.exits
    )


def undoes(unit: Unit, block: int) -> bool:
    """Whether a block is, or is in, a handler that cleans up and raises on."""
    blocks = unit.function.blocks
    handlers = [index for index in _around(blocks, block) if blocks[index].kind == "except"]
    return any(leaving.kind == "raise" and leaving.block in handlers for leaving in unit.function.exits)

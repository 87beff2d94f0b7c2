"""Loops that connect again and again, and what a handler that is registered there has of the connection."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Block, Call, Exit, Value
from wshygiene_checks.project import Project, Unit
from wshygiene_checks.rules.handlers.callbacks import paths_in

_LOOPS = ("while", "for", "async for")


def loop_of_connections(project: Project, unit: Unit, call: Call, handler: Value) -> Block | None:
    """The loop around a call that opens and ends a connection in each round, which ``handler`` has by its name there.

    One that is left once it is connected, or lets its connections live on, is none.
    """
    around = unit.blocks_around(call.block)
    loops = [block for block in around if block.kind in ("while", "async for")]
    for acquisition in project.of_kind("connection") if loops else ():
        if acquisition.unit.name != unit.name:
            continue
        opened, flow = acquisition.call, project.flow(unit, acquisition.call)
        if {*flow.locals, *_bound(unit, opened)}.isdisjoint(_used(project, unit, handler)):
            continue
        for loop in loops:
            if _iterates(loop, opened):
                return loop
            closed = [did.what for did in flow.methods if did.what.name in acquisition.entry.release]
            ends = flow.managed or _entered(unit, opened, loop) or any(_is_in(unit, each, loop) for each in closed)
            if loop.kind == "while" and ends and _is_in(unit, opened, loop) and not _left_behind(unit, call, loop):
                return loop
    return None


def _iterates(loop: Block, opened: Call) -> bool:
    """``async for ws in connect(url)``: the library opens it anew each time."""
    return any(value.call == opened.order for value in loop.values)


def _is_in(unit: Unit, what: Call | Exit, loop: Block) -> bool:
    return loop in unit.blocks_around(what.block)


def _entered(unit: Unit, opened: Call, loop: Block) -> bool:
    """Whether an exit stack of the same round closes it."""
    taker = _taker(unit, opened)
    withs = [block for block in unit.function.blocks if block.kind in ("with", "async with")]
    stacks = {f"%{name.lstrip('%')}" for block in withs for name in block.names}
    return taker is not None and taker.receiver in stacks and _is_in(unit, taker, loop)


def _left_behind(unit: Unit, call: Call, loop: Block) -> bool:
    """Whether the loop is left behind the call where all goes well: there will be no other round."""
    leaving = [each for each in unit.function.exits if each.kind in ("return", "break") and each.order > call.order]
    return any(
        _is_in(unit, each, loop)
        and not unit.is_within(each.block, "except")
        and (each.kind == "return" or next(b for b in unit.blocks_around(each.block) if b.kind in _LOOPS) is loop)
        for each in leaving
    )


def _taker(unit: Unit, opened: Call) -> Call | None:
    """The call that the connection is handed to at once."""
    return unit.call_by_order(opened.consumer) if opened.use == "argument" else None


def _bound(unit: Unit, opened: Call) -> Iterator[str]:
    """The local names that a loop or a ``with`` gives to the connection, or that have what it was handed to."""
    taker = _taker(unit, opened)
    yield from taker.targets if taker else ()
    for block in unit.function.blocks:
        if any(value.call == opened.order for value in block.values):
            yield from (name if name.startswith("%") else f"%{name}" for name in block.names)


def _used(project: Project, unit: Unit, handler: Value) -> set[str]:
    """The local names that a handler keeps: its own, and those that a function defined here reads."""
    nested = project.types.function(f"{unit.name}.{handler.path[1:]}") if handler.kind == "function" else None
    paths = (handler.path, *handler.names, *(paths_in(nested) if nested else ()))
    return {path.partition(".")[0] for path in paths}

"""Disposers that never reach the caller: the function registers, waits, and is cancelled before it returns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from wshygiene_checks.facts import Await, Call, Function
from wshygiene_checks.project import Project, Unit
from wshygiene_checks.rules.handlers.disposers import Disposing

_CATCHES_CANCELLATION = frozenset({"BaseException", "asyncio.CancelledError", "concurrent.futures.CancelledError"})


class Lost(NamedTuple):
    """``registers`` is the call whose handler stays if ``waits`` is cancelled or fails."""

    unit: Unit
    registers: Call
    waits: Call | Await


def lost(project: Project, disposing: Disposing) -> Iterator[Lost]:
    """Where a function that returns a disposer may end before it does, with the handler registered."""
    unit = disposing.unit
    undo = disposing.undo.rpartition(".")[2]
    handlers = _handlers(project, unit, undo)
    registers = next((call for call in unit.function.calls if _registers(call, undo, handlers)), None)
    if registers is None or _sees_to_it(project, unit, undo):
        return
    last = max((leaving.order for leaving in unit.function.exits if leaving.kind == "return"), default=0)
    for wait in _waits(unit.function):
        if registers.order < wait.order < last:
            yield Lost(unit, registers, wait)
            return


def _handlers(project: Project, unit: Unit, undo: str) -> frozenset[str]:
    """The functions defined here that the disposer takes back."""
    return frozenset(
        value.path
        for each in (unit, *project.nested(unit))
        for call in each.function.calls
        if call.name == undo
        for value in call.args
        if value.path.startswith("%") and project.types.function(f"{unit.name}.{value.path[1:]}")
    )


def _registers(call: Call, undo: str, handlers: frozenset[str]) -> bool:
    return call.name != undo and bool(call.receiver) and any(value.path in handlers for value in call.args)


def _waits(function: Function) -> Iterator[Call | Await]:
    yield from (call for call in function.calls if call.awaited)
    yield from function.awaits


def _sees_to_it(project: Project, unit: Unit, undo: str) -> bool:
    """Whether a ``finally``, or a handler that catches cancellation, takes the handler back."""
    nested = {f"%{each.function.name}" for each in project.nested(unit)}
    for call in unit.function.calls:
        if call.name == undo or call.path in nested:
            for block in unit.blocks_around(call.block):
                if block.kind == "finally" or (block.kind == "except" and _CATCHES_CANCELLATION & set(block.names)):
                    return True
    return False

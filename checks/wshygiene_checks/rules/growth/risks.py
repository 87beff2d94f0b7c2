"""Places between adding an entry and removing it where the function may end: waits that can fail or be cancelled."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from wshygiene_checks.facts import NOTHING, Call
from wshygiene_checks.project import Project, Unit
from wshygiene_checks.rules.connections.startup import is_startup
from wshygiene_checks.rules.contexts import is_context_manager

#: How the block is called that runs while a context manager of the project is at its ``yield``.
WITH_BLOCK = "the `with` block around the `yield`"


class Risk(NamedTuple):
    """A place where an exception or cancellation may end the function.

    ``loop`` says that it receives messages until the connection ends, so that it always ends in an exception or may;
    ``names`` are the values waited for; ``decided`` says that the function raises the exception itself.
    """

    block: int
    line: int
    loop: bool
    what: str
    names: tuple[str, ...]
    decided: bool = False


def raises(unit: Unit) -> Iterator[Risk]:
    """Every ``raise`` that the function decides on itself, and does not only pass on from a handler."""
    for leaving in unit.function.exits:
        if leaving.kind == "raise" and leaving.block and not unit.is_within(leaving.block, "except"):
            yield Risk(leaving.block, leaving.line, False, f"the `raise` on line {leaving.line}", (), decided=True)


def risks(project: Project, unit: Unit) -> Iterator[Risk]:
    """Every place in a function where it waits, or hands control to a ``with`` block, in the order of the text."""
    receive = project.knowledge.vocabulary.receive_methods
    for index, block in enumerate(unit.function.blocks):
        if block.kind == "async for":
            yield Risk(index, block.line, True, "the loop over messages", ())
    for call in unit.function.calls:
        receives = call.name in receive and unit.is_within(call.block, "while", "for")
        waits = call.awaited and not runs_through(project, unit, call)
        if waits or (receives and not unit.function.is_async):
            names = (call.receiver, *(name for value in call.args for name in value.names))
            yield Risk(call.block, call.line, receives, f"`{call.name}()`", names)
    for awaited in unit.function.awaits:
        yield Risk(awaited.block, awaited.line, False, "the `await`", (awaited.path,))
    yield from yields(project, unit)


def yields(project: Project, unit: Unit) -> Iterator[Risk]:
    """Every ``yield`` of a context manager, and of an asynchronous generator that its caller may leave at any time.

    The lifespan of an application is no such thing: whoever runs it comes back, unless the program ends.
    """
    function = unit.function
    given = [leaving for leaving in function.exits if leaving.kind == "yield"]
    manages = is_context_manager(unit)
    if not given or not (manages or (function.is_async and not function.decorators)):
        return
    if is_startup(project, unit):
        return
    what = WITH_BLOCK if manages else "the `yield`"
    yield from (Risk(leaving.block, leaving.line, manages, what, ()) for leaving in given)


def runs_through(project: Project, unit: Unit, call: Call) -> bool:
    """Whether an awaited coroutine of the project waits for nothing itself, so that it cannot be cancelled there."""
    callees = project.types.callee(unit, call.path)
    return bool(callees) and all(_never_waits(each) for callee in callees for each in _overrides(project, callee))


def _overrides(project: Project, unit: Unit) -> list[Unit]:
    family = project.family(unit) if unit.owner else None
    return family.methods.get(unit.function.name, [unit]) if family else [unit]


def _never_waits(unit: Unit) -> bool:
    function = unit.function
    asks = function.awaits or any(call.awaited for call in function.calls)
    hands_over = any(block.kind.startswith("async ") for block in function.blocks)
    failing = any(leaving.kind == "raise" and leaving.value != NOTHING for leaving in function.exits)  # not a bare one
    leaves = failing or any(leaving.kind == "yield" for leaving in function.exits)
    empty = not (function.calls or function.stores)  # an abstract one
    return function.is_async and not (asks or hands_over or leaves or empty)

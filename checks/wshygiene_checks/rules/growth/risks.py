"""Places between adding an entry and removing it where the function may end: waits that can fail or be cancelled."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from wshygiene_checks.project import Project, Unit

_CONTEXT_MANAGERS = frozenset({"contextlib.contextmanager", "contextlib.asynccontextmanager"})


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
        if call.awaited or (receives and not unit.function.is_async):
            names = (call.receiver, *(name for value in call.args for name in value.names))
            yield Risk(call.block, call.line, receives, f"`{call.name}()`", names)
    for awaited in unit.function.awaits:
        yield Risk(awaited.block, awaited.line, False, "the `await`", (awaited.path,))
    if any(value.path in _CONTEXT_MANAGERS for value in unit.function.decorators):
        for leaving in unit.function.exits:
            if leaving.kind == "yield":
                yield Risk(leaving.block, leaving.line, True, "the `with` block around the `yield`", ())

"""What a loop tries again after it has failed, and what it does between the two attempts."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import NamedTuple, TypeVar

from wshygiene_checks.facts import Await, Block, Call, Exit, Store
from wshygiene_checks.finding import Evidence
from wshygiene_checks.project import Unit
from wshygiene_checks.rules.findings import seen
from wshygiene_checks.rules.limits.blocks import handlers_of, is_inside, may_leave, suppresses

Happens = TypeVar("Happens", Call, Exit, Store, Await)

_PASSED = frozenset({"try", "try else", "if", "else", "with", "async with", "case"})
_BROAD = frozenset({"Exception", "BaseException"})
# What says nothing of the connection: an attempt that fails otherwise is no concern of these handlers.
_OTHERS = frozenset(
    "CancelledError KeyboardInterrupt SystemExit GeneratorExit TimeoutError timeout Timeout WebSocketTimeoutException "
    "JSONDecodeError ValueError KeyError TypeError AttributeError IndexError LookupError UnicodeDecodeError "
    "ValidationError AssertionError".split()
)
# Methods that only tell somebody what has happened; what logs is not recorded at all.
_REPORTS = frozenset("print_exc format_exc print_exception log flush capture_exception log_exception".split())


class Attempt(NamedTuple):
    """Something that is tried in each round of a loop, and whose failure leads to the next round.

    ``loop`` and ``tried`` are indexes of blocks, the second that of the ``try`` or ``with suppress()``; ``handlers``
    those of the handlers that get the failure. ``first`` is the order of the first thing that does not happen
    when it fails. ``inside`` is the block that runs while it goes well, where it is one, or -1.
    """

    unit: Unit
    loop: int
    tried: int
    handlers: tuple[int, ...]
    first: int
    inside: int

    @property
    def condition(self) -> Block:
        """The loop."""
        return self.unit.function.blocks[self.loop]

    def between(self, happening: tuple[Happens, ...]) -> Iterator[Happens]:
        """What happens from one failed attempt to the next one, of calls, stores, exits or the like."""
        return (each for each in happening if self._is_between(each.block, each.order))

    def _is_between(self, block: int, order: int) -> bool:
        unit, blocks = self.unit, self.unit.function.blocks
        if not is_inside(unit, block, self.loop) or (self.inside >= 0 and is_inside(unit, block, self.inside)):
            return False
        if self.inside < 0 and order >= self.first and is_inside(unit, block, self.tried):
            return False  # it is skipped when the attempt fails
        around = block
        while around != self.loop:
            if blocks[around].group == blocks[self.tried].group and blocks[around].kind in ("except", "try else"):
                return around in self.handlers
            around = blocks[around].parent
        return order < self.first or not self._goes_on_at_once() or is_inside(unit, block, self.tried)

    def _goes_on_at_once(self) -> bool:
        """Whether each handler ends in ``continue``, so that the rest of the round is skipped."""
        going_on = {each.block for each in self.unit.function.exits if each.kind == "continue"}
        return bool(self.handlers) and going_on.issuperset(self.handlers)

    def evidence(self) -> list[Evidence]:
        """Where its failure ends, and the loop that tries it again."""
        blocks = self.unit.function.blocks
        ends = [seen(self.unit, blocks[each], "the error ends here") for each in self.handlers]
        return [*ends, seen(self.unit, self.condition, "and this loop goes on")]

    def is_endless(self) -> bool:
        """Whether nothing between two attempts leaves the loop."""
        return not any(
            each.kind != "continue" and each.kind != "yield" for each in self.between(self.unit.function.exits)
        )


def attempted_call(unit: Unit, call: Call, failures: frozenset[str]) -> Attempt | None:
    """The attempt that a call is; see `attempted`."""
    outer: Call | None = call
    first = call.order
    while outer is not None and outer.use in ("argument", "receiver"):
        first, outer = min(first, outer.order, outer.consumer), unit.call_by_order(outer.consumer)
    return attempted(unit, call.block, first, failures)


def attempted_loop(unit: Unit, index: int, failures: frozenset[str]) -> Attempt | None:
    """The attempt that a loop is, such as one over the messages of a connection; see `attempted`."""
    function = unit.function
    orders = [call.order for call in function.calls if is_inside(unit, call.block, index)]
    orders += [store.order for store in function.stores if is_inside(unit, store.block, index)]
    return attempted(unit, function.blocks[index].parent, min(orders, default=sys.maxsize), failures, index)


def attempted(unit: Unit, block: int, first: int, failures: frozenset[str], inside: int = -1) -> Attempt | None:
    """The attempt that something is, which raises one of these exceptions, or something like it, when it fails.

    None where its failure ends the loop, where there is no loop, and where nobody can tell.
    """
    blocks = unit.function.blocks
    tried = -1
    handlers: tuple[int, ...] | None = ()
    while block > 0:
        kind = blocks[block].kind
        if kind == "while":
            return Attempt(unit, block, tried, handlers or (), first, inside) if tried >= 0 else None
        if kind in ("for", "async for", "lambda", "def", "comprehension", "except", "finally"):
            return None
        if tried < 0 and suppresses(unit, block):
            names = {name.rpartition(".")[2] for value in blocks[block].values for name in value.names}
            tried = block if names & (failures | _BROAD) else -1
        elif tried < 0 and (found := handlers_of(unit, block)):
            handlers = _taking(unit, found, failures)
            if handlers is None:
                return None
            tried = block if handlers else -1
        block = blocks[block].parent
    return None


def _taking(unit: Unit, handlers: list[int], failures: frozenset[str]) -> tuple[int, ...] | None:
    """The handlers that may get the failure; None if one of those leaves, or may be meant for it and leaves."""
    taking = []
    for handler in handlers:
        names = {name.rpartition(".")[2] for name in unit.function.blocks[handler].names}
        if names <= _OTHERS:
            continue
        if may_leave(unit, handler):
            return None
        if names & (failures | _BROAD):
            taking.append(handler)
        if names & _BROAD:
            break  # those behind it get nothing
    return tuple(taking)


def only_reports(call: Call) -> bool:
    """Whether a call only tells somebody what has happened, or is the ``suppress()`` of the attempt."""
    return (
        call.name == "suppress"
        or call.name in _REPORTS
        or call.path.startswith(("logging.", "warnings.", "traceback.", "sys.std"))
    )


def repeated_call(unit: Unit, call: Call) -> Attempt | None:
    """The attempt that a call is which returns when it has failed; None where no loop repeats it."""
    block, blocks = call.block, unit.function.blocks
    while block > 0 and blocks[block].kind in _PASSED:
        block = blocks[block].parent
    return Attempt(unit, block, block, (), sys.maxsize, -1) if blocks[block].kind == "while" else None

"""What waits only for so long: calls and blocks with a time limit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wshygiene_checks.facts import Await, Call
from wshygiene_checks.project import Unit

#: What raises ``TimeoutError`` when it takes too long.
RAISING = frozenset(
    "asyncio.wait_for asyncio.timeout asyncio.timeout_at async_timeout.timeout anyio.fail_after trio.fail_after "
    "tornado.gen.with_timeout".split()
)
#: These, and what goes on behind the block.
LIMITING = RAISING | {"anyio.move_on_after", "trio.move_on_after"}
_NONE = "None"


def stands_within(unit: Unit, block: int, limits: Iterable[str] = LIMITING) -> bool:
    """Whether code in this block runs inside of a ``with`` that has one of these limits."""
    names = frozenset(limits)
    return any(value.path.removesuffix("()") in names for each in unit.blocks_around(block) for value in each.values)


def is_limited(unit: Unit, waiting: Call | Await) -> bool:
    """Whether a wait has an end of its own: by a block around it, a call that it is given to, or its ``timeout``."""
    if stands_within(unit, waiting.block):
        return True
    return isinstance(waiting, Call) and any(_has_limit(call) for call in consumers(unit, waiting))


def consumers(unit: Unit, call: Call) -> Iterator[Call]:
    """A call, the one that it is an argument of, and so on outwards."""
    found: Call | None = call
    while found is not None:
        yield found
        found = unit.call_by_order(found.consumer) if found.use == "argument" else None


def _has_limit(call: Call) -> bool:
    if call.path in LIMITING:
        given = call.argument(1, "timeout")
        return given is None or given.path != _NONE
    given = call.keyword("timeout")
    return given is not None and given.path != _NONE

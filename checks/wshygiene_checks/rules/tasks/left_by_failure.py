"""Tasks that a function cancels in one case, and leaves running when one of them, or what runs beside them, fails."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from wshygiene_checks.facts import Block, Call
from wshygiene_checks.finding import Finding
from wshygiene_checks.project import Acquisition, Flow, Project, Unit
from wshygiene_checks.rules.findings import finding, plain, seen
from wshygiene_checks.rules.growth.guarantees import runs_on_failure, seen_to_at_last
from wshygiene_checks.rules.tasks.exempt import belongs_to_the_process

CODE = "WSH205"
_GATHERS = frozenset({"asyncio.gather", "asyncio.tasks.gather"})
_AS_COMPLETED = frozenset({"asyncio.as_completed", "asyncio.tasks.as_completed"})


class Left(NamedTuple):
    """The ``wait`` that raises the first error of several, and the ``cancel`` that is reached in another case only."""

    wait: Call
    cancel: Call


def left_by_failure(project: Project) -> Iterator[Finding]:
    """Local tasks that ``gather`` or ``as_completed`` waits for, and that not every error of theirs gets cancelled."""
    told = set()
    for acquisition in project.of_kind("task"):
        unit = acquisition.unit
        if belongs_to_the_process(unit):
            continue
        flow = project.flow(unit, acquisition.call)
        left = _left(unit, acquisition, flow)
        if left is not None and (unit.name, left.wait.line) not in told:
            told.add((unit.name, left.wait.line))
            yield _finding(unit, flow, left)


def _left(unit: Unit, acquisition: Acquisition, flow: Flow) -> Left | None:
    if flow.returned or flow.managed or flow.deferred or any(not root.startswith("%") for root, _ in flow.kept):
        return None
    cancels = [did for did in flow.methods if did.what.name in acquisition.entry.release]
    if not cancels or any(did.unit.function is not unit.function for did in (*cancels, *flow.handed)):
        return None
    for wait in (did.what for did in flow.handed if _raises_first(did.what)):
        at = _where(unit, wait)
        reached = any(runs_on_failure(unit, at, did.what.block) for did in cancels)
        partly = [did.what for did in cancels if _is_one_case(unit, at, did.what)]
        if partly and not reached and not any(seen_to_at_last(unit, at, name) for name in flow.locals):
            return Left(wait, partly[0])
    return None


def _raises_first(call: Call) -> bool:
    """Whether the first error ends the wait, and the others are still running then."""
    if call.path in _AS_COMPLETED:
        return call.use == "iterate"
    several = len(call.args) > 1 or any(value.kind in ("comprehension", "element") for value in call.args)
    return call.path in _GATHERS and call.awaited and several and call.keyword("return_exceptions") is None


def _where(unit: Unit, wait: Call) -> int:
    """The block in which the errors are raised: that of the loop over what is done, or of the wait itself."""
    loops = (n for n, block in enumerate(unit.function.blocks) if any(each.call == wait.order for each in block.values))
    return next(loops, wait.block)


def _is_one_case(unit: Unit, at: int, cancel: Call) -> bool:
    """Whether a cancel is in a branch of the loop, or in a handler of the ``try`` around the wait."""
    around = list(unit.blocks_around(cancel.block))
    tried = {block.group for block in unit.blocks_around(at) if block.kind == "try"}
    handles = any(block.kind == "except" and block.group in tried and not _is_cancellation(block) for block in around)
    loop = unit.function.blocks[at]
    return handles or (loop.kind in ("for", "async for") and loop in around and any(_branches(each) for each in around))


def _branches(block: Block) -> bool:
    return block.kind in ("if", "else", "case")


def _is_cancellation(handler: Block) -> bool:
    return all("Cancel" in name for name in handler.names)


def _finding(unit: Unit, flow: Flow, left: Left) -> Finding:
    name, what = plain(flow.locals[0]), plain(left.wait.name)
    message = (
        f"`{name}` runs on when `{what}(...)` on line {left.wait.line} ends in another error: it raises the first one, "
        f"and cancels nothing. It is cancelled on line {left.cancel.line} only. Cancel it in a `finally`."
    )
    return finding(
        CODE,
        unit,
        left.wait,
        message,
        subject=f"{left.wait.path} in {unit.function.qualname}",
        confidence="medium",
        evidence=(
            seen(unit, left.wait, "the first error ends this"),
            seen(unit, left.cancel, f"`{name}` is cancelled here, and not when anything else fails"),
        ),
    )

"""What an ``except Exception`` closes when a step fails: a cancellation passes that handler by, and leaves it open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from wshygiene_checks.facts import Await, Call
from wshygiene_checks.finding import Finding
from wshygiene_checks.project import Project, Unit
from wshygiene_checks.rules.connections.locals import is_program
from wshygiene_checks.rules.findings import finding, plain, seen
from wshygiene_checks.rules.growth.guarantees import handler_around, may_follow, misses_cancellation

CODE = "WSH404"
_ENDS = ("close", "aclose", "async_close", "abort", "disconnect", "async_disconnect", "stop", "shutdown", "terminate")


class Missed(NamedTuple):
    """What a function ``made``, the wait behind that which may be cancelled, and the call that ``closed`` it if not."""

    unit: Unit
    made: Call
    step: Call | Await
    closed: Call


def cancelled_steps(project: Project) -> Iterator[Finding]:
    """Local names that a handler closes before it raises on, and that no cancellation of what it guards closes.

    What class it is need not be known: the handler says that it must be closed.
    """
    told = set()
    for unit, closed in project.sites.named(_ENDS):
        missed = _missed(project, unit, closed)
        if missed and (unit.name, closed.receiver) not in told:
            told.add((unit.name, closed.receiver))
            yield _finding(missed)


def _missed(project: Project, unit: Unit, closed: Call) -> Missed | None:
    name = closed.receiver
    if not unit.function.is_async or not name.startswith("%") or not name[1:].isidentifier():
        return None
    if handler_around(unit, closed.block) is None or is_program(unit):
        return None
    made = _made(unit, name, closed)
    step = _step(unit, made, closed) if made else None
    if made is None or step is None or _is_shared(project, unit, made, step, name):
        return None
    return Missed(unit, made, step, closed)


def _made(unit: Unit, name: str, closed: Call) -> Call | None:
    """The last call that made what the name stands for in the handler, if only calls of the function do."""
    stores = [store for store in unit.function.stores if store.path == name and store.order < closed.order]
    calls = [unit.call_by_order(store.value.call) for store in stores if store.value.path != "None"]
    return calls[-1] if calls and None not in calls else None


def _step(unit: Unit, made: Call, closed: Call) -> Call | Await | None:
    """The first wait behind the making whose failure the handler sees to, and whose cancellation it does not."""
    waits = [call for call in unit.function.calls if call.awaited and call.order > made.order]
    waits = [call for call in waits if call.consumer != made.order and made.consumer != call.order]
    found: list[Call | Await] = [*waits, *(each for each in unit.function.awaits if each.order > made.order)]
    return next(
        (
            each
            for each in sorted(found, key=lambda each: each.order)
            if misses_cancellation(unit, each.block, closed.block) and may_follow(unit, made.block, each.block)
        ),
        None,
    )


def _is_shared(project: Project, unit: Unit, made: Call, step: Call | Await, name: str) -> bool:
    """Whether somebody else may close it: it has been given away by then, or something around the step ends it."""
    flow, function = project.flow(unit, made), unit.function
    if flow.managed or flow.deferred or any(did.unit.function is not function for did in (*flow.methods, *flow.handed)):
        return True
    given = [call for call in function.calls if call.order <= step.order]  # who waits for it may keep it, too
    values = [value for call in given for value in (*call.args, *[word[1] for word in call.keywords])]
    values += [store.value for store in function.stores if store.order < step.order and store.path != name]
    if any(name in value.names and value.kind != "call" for value in values):
        return True
    tried = {block.group for block in unit.blocks_around(step.block)}
    return any(
        block.kind == "finally" and block.group in tried
        for call in function.calls
        if call.receiver == name or any(name in value.names for value in call.args)
        for block in unit.blocks_around(call.block)
    )


def _finding(missed: Missed) -> Finding:
    unit, name, step = missed.unit, plain(missed.closed.receiver), missed.step
    how = plain(missed.closed.path)
    message = (
        f"`{name}` stays open when the task is cancelled in the `await` on line {step.line}: cancelling raises "
        f"`CancelledError`, which `except Exception` does not catch. Call `{how}()` in `except BaseException`, and "
        f"raise again."
    )
    evidence = (
        seen(unit, step.line, "a cancellation, or a time limit of the caller, ends the function here"),
        seen(unit, missed.closed, f"`{name}` is closed here, when anything else fails"),
    )
    return finding(CODE, unit, missed.made, message, subject=name, confidence="medium", evidence=evidence)

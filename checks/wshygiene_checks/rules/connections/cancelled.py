"""What a handler closes when a step fails: a cancellation passes it by, or a ``raise`` before the ``try``."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import NamedTuple

from wshygiene_checks.facts import Await, Call, Exit
from wshygiene_checks.finding import Finding
from wshygiene_checks.project import Project, Unit
from wshygiene_checks.rules.connections.programs import is_program
from wshygiene_checks.rules.findings import finding, plain, seen
from wshygiene_checks.rules.growth.guarantees import (
    handler_around,
    may_follow,
    misses_cancellation,
    seen_to_at_last,
    undoes,
)

CODE = "WSH404"
_ENDS = ("close", "aclose", "async_close", "abort", "disconnect", "async_disconnect", "stop", "shutdown", "terminate")


class Missed(NamedTuple):
    """What a function ``made``, the call that ``closed`` it if a step fails, and the way out that misses that.

    Such a ``step`` is a wait that may be cancelled, or a ``raise``.
    """

    unit: Unit
    made: Call
    step: Call | Await | Exit
    closed: Call


def cancelled_steps(project: Project, known: Container[tuple[str, int]]) -> Iterator[Finding]:
    """Local names that a handler closes before it raises on, and that a cancellation, or an error before, leaves open.

    What class it is need not be known: the handler says that it must be closed. Of those ``known``, the name of the
    function and the line of the way out, another rule has told.
    """
    told = set()
    for unit, closed in project.sites.named(_ENDS):
        missed = _missed(project, unit, closed)
        if missed and (unit.name, closed.receiver) not in told and (unit.name, missed.step.line) not in known:
            told.add((unit.name, closed.receiver))
            yield _finding(missed)


def _missed(project: Project, unit: Unit, closed: Call) -> Missed | None:
    name = closed.receiver
    if not name.startswith("%") or not name[1:].isidentifier():
        return None
    if handler_around(unit, closed.block) is None or is_program(unit):
        return None
    made = _made(unit, name, closed)
    step = _step(unit, made, closed) or _raise_before(unit, made, closed) if made else None
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


def _raise_before(unit: Unit, made: Call, closed: Call) -> Exit | None:
    """The first ``raise`` between the making and the ``try`` whose handler closes: nothing sees to that one."""
    handler = handler_around(unit, closed.block)
    if handler is None or not undoes(unit, closed.block):
        return None
    start = min(block.line for block in unit.function.blocks if block.group == handler.group)
    found = [each for each in unit.function.exits if each.kind == "raise" and each.order > made.order]
    return next((each for each in found if each.line < start and _leaves_open(unit, each, made, closed)), None)


def _leaves_open(unit: Unit, leaving: Exit, made: Call, closed: Call) -> bool:
    """Whether nothing has closed it on the way to a ``raise``, which stands where there is something to close.

    What is made at once, and waits for something of its own later, connects only then.
    """
    around = list(unit.blocks_around(leaving.block))
    caught = {block.group for block in unit.function.blocks if block.kind == "except"}
    if any(block.kind == "else" or block.group in caught for block in around):
        return False
    if any(closed.receiver in (atom.path, atom.other) for block in around for atom in block.atoms):
        return False
    own = [call for call in unit.function.calls if call.receiver == closed.receiver]
    if any(call.name in _ENDS and made.order < call.order < leaving.order for call in own):
        return False
    opened_later = any(call.awaited and call.name not in _ENDS and call.order > leaving.order for call in own)
    return (made.awaited or not opened_later) and may_follow(unit, made.block, leaving.block)


def _is_shared(project: Project, unit: Unit, made: Call, step: Call | Await | Exit, name: str) -> bool:
    """Whether somebody else may close it: it has been given away by then, or something around the step ends it."""
    flow, function = project.flow(unit, made), unit.function
    if flow.managed or flow.deferred or any(did.unit.function is not function for did in (*flow.methods, *flow.handed)):
        return True
    given = [call for call in function.calls if call.order <= step.order]  # who waits for it may keep it, too
    if isinstance(step, Exit):
        given = [call for call in given if not _is_lost_as_well(project, unit, call, step)]
    values = [value for call in given for value in (*call.args, *[word[1] for word in call.keywords])]
    values += [store.value for store in function.stores if store.order < step.order and store.path != name]
    given_away = any(name in value.names and value.kind != "call" for value in values)
    return given_away or seen_to_at_last(unit, step.block, name)


def _is_lost_as_well(project: Project, unit: Unit, call: Call, leaving: Exit) -> bool:
    """Whether a call makes an object of the project that only the function has by then: it goes with the error."""
    own = project.families.resolve(call.path) in project.families.classes
    if not own or call.use != "store" or not all(path[1:].isidentifier() for path in call.targets):
        return False
    values = [
        value for other in unit.function.calls if call.order < other.order < leaving.order for value in other.args
    ]
    values += [store.value for store in unit.function.stores if call.order < store.order < leaving.order]
    mine = [value for value in values if value.call != call.order]
    return not any(set(call.targets).intersection((value.path, *value.names)) for value in mine)


def _finding(missed: Missed) -> Finding:
    unit, name, step = missed.unit, plain(missed.closed.receiver), missed.step
    how = plain(missed.closed.path)
    message = (
        f"`{name}` stays open when the task is cancelled in the `await` on line {step.line}: cancelling raises "
        f"`CancelledError`, which `except Exception` does not catch. Call `{how}()` in `except BaseException`, and "
        f"raise again."
    )
    why = "a cancellation, or a time limit of the caller, ends the function here"
    if isinstance(step, Exit):
        message = (
            f"`{name}` stays open when the `raise` on line {step.line} ends the function: only what fails later is "
            f"seen to, on line {missed.closed.line}. Call `{how}()` before it, or begin the `try` where `{name}` is "
            f"opened."
        )
        why = "the function ends here"
    evidence = (
        seen(unit, step.line, why),
        seen(unit, missed.closed, f"`{name}` is closed here, when anything else fails"),
    )
    return finding(CODE, unit, missed.made, message, subject=name, confidence="medium", evidence=evidence)

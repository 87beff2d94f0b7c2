"""Tasks beside something that may fail: cancelled behind it, but not when it ends in an exception."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Call
from wshygiene_checks.finding import Finding
from wshygiene_checks.project import Acquisition, Did, Flow, Project, Unit, of_locals, places_in
from wshygiene_checks.rules.findings import finding, plain, seen
from wshygiene_checks.rules.growth.guarantees import in_words, may_follow, reached_on, runs_on_failure
from wshygiene_checks.rules.growth.risks import WITH_BLOCK, Risk, risks
from wshygiene_checks.rules.tasks.coroutines import coroutine_name, running_time
from wshygiene_checks.rules.tasks.exempt import belongs_to_the_process

CODE = "WSH202"
_SLEEP = "`sleep()`"  # fails by cancellation alone
_OF_A_LIMITED_WAIT = frozenset({"CancelledError", "TimeoutError"})
_WAITS = frozenset({"asyncio.wait", "asyncio.tasks.wait"})  # cancelled, they leave alone what they waited for
# What takes a message out, so that a task that was forgotten takes it from everybody else.
_TAKES = frozenset("get receive recv read readline readexactly receive_json receive_str receive_text acquire".split())
_EVENT = "wait"  # of an event that may never be set
_LOOKS = frozenset({"remove", "discard"})  # `done.remove(task)` takes it out of what `asyncio.wait` returned


def cancelled_when_all_goes_well(project: Project) -> Iterator[Finding]:
    """Endless tasks in local names whose only ``cancel`` stands behind a wait that may fail or be cancelled."""
    for acquisition in project.of_kind("task"):
        flow = project.flow(acquisition.unit, acquisition.call)
        cancels = [did for did in flow.methods if did.what.name in acquisition.entry.release]
        if not cancels or belongs_to_the_process(acquisition.unit):
            continue
        left = _cancelled_wait(project, acquisition, flow, cancels)
        if left:
            yield _left_by(acquisition, flow, cancels[0], *left)
            continue
        risk = _unguarded(project, acquisition, cancels)
        if risk and _is_here(acquisition, flow, cancels) and running_time(project, acquisition) in ("endless", "told"):
            yield _finding(acquisition, flow, cancels[0], risk)


def _unguarded(project: Project, acquisition: Acquisition, cancels: list[Did[Call]]) -> Risk | None:
    unit = acquisition.unit
    if any(did.unit.function is not unit.function for did in cancels):
        return None
    return unguarded(project, unit, acquisition.call, [did.what for did in cancels])


def unguarded(project: Project, unit: Unit, started: Call, ends: list[Call]) -> Risk | None:
    """The wait or loop between the start of something and what ends it, if its end in an exception reaches no such end.

    A loop that receives comes first: it always ends so, or may.
    """
    last = max(call.line for call in ends)
    for risk in sorted(risks(project, unit), key=lambda each: not each.loop):
        between = started.line < risk.line < last and may_follow(unit, started.block, risk.block)
        may_fail = between and risk.what != _SLEEP
        if may_fail and not any(_is_reached(unit, risk, call) for call in ends):
            return risk
    return None


def when_and_what_else(unit: Unit, risk: Risk, end: Call) -> tuple[str, str]:
    """In words, when something is ended all the same, and what else leaves it: each lost connection, say."""
    of_connection = risk.loop and risk.what != WITH_BLOCK
    caught = reached_on(unit, risk.block, end.block)
    if caught:
        return in_words(caught), f"Whatever else ends {'the connection' if of_connection else 'that'}"
    each = "Each connection that is lost" if of_connection else "Each failure or cancellation there"
    return "only behind that", each


def _is_reached(unit: Unit, risk: Risk, end: Call) -> bool:
    """Whether an end is reached in spite of an exception, or of both that a wait with a time limit ends in."""
    seen_to = not risk.loop and _OF_A_LIMITED_WAIT.issubset(reached_on(unit, risk.block, end.block))
    return seen_to or runs_on_failure(unit, risk.block, end.block)


def _cancelled_wait(
    project: Project, acquisition: Acquisition, flow: Flow, cancels: list[Did[Call]]
) -> tuple[Call, Call] | None:
    """The ``asyncio.wait`` for a task that may never end, and what the task itself waits for.

    Only if no cancel is reached when the wait is cancelled, and nobody else is given the task.
    """
    unit, inner = acquisition.unit, _single_wait(project, acquisition)
    given = [did for did in flow.handed if did.what.name not in _LOOKS]
    handed = [did.what for did in given if did.what.path in _WAITS and did.what.awaited]
    here = all(did.unit.function is unit.function for did in (*cancels, *given))
    if inner is None or not (handed and here) or len(handed) < len(given):
        return None
    if flow.kept or flow.returned or flow.managed or flow.deferred:
        return None
    wait = handed[0]
    guarded = any(
        runs_on_failure(unit, wait.block, did.what.block) or _handles(unit, wait, did.what) for did in cancels
    )
    return None if guarded or any(did.what.order < wait.order for did in cancels) else (wait, inner)


def _single_wait(project: Project, acquisition: Acquisition) -> Call | None:
    """The wait for one message or event that is all a task runs, if the task has a name of its own."""
    unit, call = acquisition.unit, acquisition.call
    runs = (each for each in unit.function.calls if each.consumer == call.order and not call.nested)
    for each in runs:
        waits = each.name == _EVENT and not each.args
        if each.name in _TAKES or (waits and _stays_unset(project, unit, each.receiver)):
            return each
    return None


def _stays_unset(project: Project, unit: Unit, event: str) -> bool:
    """Whether an event is this function's own, or of the one around it, and nothing there sets it on a failure."""
    around: Unit | None = unit
    while around is not None and not _makes(around, event):
        around = project.types.parent(around)
    if around is None:
        return False  # a parameter, or an attribute: whoever ends the object may set it
    place = places_in((around, *project.nested(around)), of_locals)[event]
    given = place.handed or place.kept or place.left
    return not given and not any(did.unit.is_within(did.what.block, "finally", "except") for did in place.called)


def _makes(unit: Unit, event: str) -> bool:
    return any(store.path == event and store.value.path == "asyncio.Event()" for store in unit.function.stores)


def _handles(unit: Unit, wait: Call, cancel: Call) -> bool:
    """Whether a cancel is in a handler of the ``try`` around the wait."""
    groups = {block.group for block in unit.blocks_around(wait.block) if block.kind == "try"}
    return any(block.kind == "except" and block.group in groups for block in unit.blocks_around(cancel.block))


def _left_by(acquisition: Acquisition, flow: Flow, cancel: Did[Call], wait: Call, inner: Call) -> Finding:
    unit, name = acquisition.unit, plain(flow.locals[0])
    waits = "It is left until somebody sets the event, if ever"
    then = waits if inner.name == _EVENT else "The task that is left may take what was meant for the next"
    return finding(
        CODE,
        unit,
        acquisition.call,
        f"`{name}` runs on when `{unit.function.qualname}()` is cancelled in the wait on line {wait.line}: "
        f"`asyncio.wait` cancels nothing that it waits for. {then}. Cancel it in a `finally`.",
        subject=name,
        confidence="medium",
        owner=unit.function.qualname,
        evidence=(
            seen(unit, wait, "this may be cancelled"),
            seen(cancel.unit, cancel.what, f"`{name}` is cancelled here, when all went well"),
        ),
    )


def _is_here(acquisition: Acquisition, flow: Flow, cancels: list[Did[Call]]) -> bool:
    """Whether the function keeps the task to itself until it cancels it, and waits for it at most behind that."""
    first = min(did.what.line for did in cancels)
    if flow.kept or flow.returned or flow.managed or flow.deferred or not flow.locals:
        return False
    waits = [each.line for each in acquisition.unit.function.awaits if each.path in flow.locals]
    return all(line > first for line in (*waits, *(did.what.line for did in flow.handed)))


def _finding(acquisition: Acquisition, flow: Flow, cancel: Did[Call], risk: Risk) -> Finding:
    unit, name = acquisition.unit, plain(flow.locals[0])
    when, each = when_and_what_else(unit, risk, cancel.what)
    message = (
        f"`{name}` runs on when {plain(risk.what)} in `{unit.function.qualname}()` ends in an exception: it is "
        f"cancelled {when}. {each} leaves one more task that runs `{coroutine_name(acquisition)}`. "
        f"Cancel it in a `finally`."
    )
    return finding(
        CODE,
        unit,
        acquisition.call,
        message,
        subject=name,
        confidence="high" if risk.loop else "medium",
        owner=unit.function.qualname,
        evidence=(
            seen(unit, risk.line, f"{risk.what} may end in an exception or be cancelled"),
            seen(cancel.unit, cancel.what, f"`{name}` is cancelled here, when all went well"),
        ),
    )

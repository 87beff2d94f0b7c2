"""Tasks beside something that may fail: cancelled behind it, but not when it ends in an exception."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Call
from wshygiene_checks.finding import Finding
from wshygiene_checks.project import Acquisition, Did, Flow, Project, Unit
from wshygiene_checks.rules.findings import finding, plain, seen
from wshygiene_checks.rules.growth.guarantees import may_follow, runs_on_failure
from wshygiene_checks.rules.growth.risks import Risk, risks
from wshygiene_checks.rules.tasks.coroutines import coroutine_name, running_time
from wshygiene_checks.rules.tasks.exempt import belongs_to_the_process

CODE = "WSH202"
_SLEEP = "`sleep()`"  # fails by cancellation alone
_WAITS = frozenset({"asyncio.wait", "asyncio.tasks.wait"})  # cancelled, they leave alone what they waited for
# What takes a message out, so that a task that was forgotten takes it from everybody else.
_TAKES = frozenset("get receive recv read readline readexactly receive_json receive_str receive_text acquire".split())


def cancelled_when_all_goes_well(project: Project) -> Iterator[Finding]:
    """Endless tasks in local names whose only ``cancel`` stands behind a wait that may fail or be cancelled."""
    for acquisition in project.of_kind("task"):
        flow = project.flow(acquisition.unit, acquisition.call)
        cancels = [did for did in flow.methods if did.what.name in acquisition.entry.release]
        if not cancels or belongs_to_the_process(acquisition.unit):
            continue
        waiting = _cancelled_wait(acquisition, flow, cancels)
        if waiting:
            yield _left_by(acquisition, flow, cancels[0], waiting)
            continue
        risk = _unguarded(project, acquisition, cancels)
        if risk and _is_here(acquisition, flow, cancels) and running_time(project, acquisition) in ("endless", "told"):
            yield _finding(acquisition, flow, cancels[0], risk)


def _unguarded(project: Project, acquisition: Acquisition, cancels: list[Did[Call]]) -> Risk | None:
    """The wait or loop between start and cancel whose end in an exception no cancel is reached from.

    A loop that receives comes first: it always ends so, or may.
    """
    unit, started = acquisition.unit, acquisition.call
    if any(did.unit.function is not unit.function for did in cancels):
        return None
    last = max(did.what.line for did in cancels)
    for risk in sorted(risks(project, unit), key=lambda each: not each.loop):
        between = started.line < risk.line < last and may_follow(unit, started.block, risk.block)
        may_fail = between and risk.what != _SLEEP
        if may_fail and not any(runs_on_failure(unit, risk.block, did.what.block) for did in cancels):
            return risk
    return None


def _cancelled_wait(acquisition: Acquisition, flow: Flow, cancels: list[Did[Call]]) -> Call | None:
    """The ``asyncio.wait`` for a task that may never end, if no cancel is reached when the wait itself is cancelled."""
    unit = acquisition.unit
    handed = [did.what for did in flow.handed if did.what.path in _WAITS and did.what.awaited]
    here = all(did.unit.function is unit.function for did in (*cancels, *flow.handed))
    if not (handed and here) or len(handed) < len(flow.handed) or not _takes_messages(acquisition):
        return None
    if flow.kept or flow.returned or flow.managed or flow.deferred:
        return None
    wait = handed[0]
    guarded = any(
        runs_on_failure(unit, wait.block, did.what.block) or _handles(unit, wait, did.what) for did in cancels
    )
    return None if guarded or any(did.what.order < wait.order for did in cancels) else wait


def _takes_messages(acquisition: Acquisition) -> bool:
    """Whether the task has a name of its own, and what it runs is a single wait for a message."""
    call, calls = acquisition.call, acquisition.unit.function.calls
    return not call.nested and any(each.consumer == call.order and each.name in _TAKES for each in calls)


def _handles(unit: Unit, wait: Call, cancel: Call) -> bool:
    """Whether a cancel is in a handler of the ``try`` around the wait."""
    groups = {block.group for block in unit.blocks_around(wait.block) if block.kind == "try"}
    return any(block.kind == "except" and block.group in groups for block in unit.blocks_around(cancel.block))


def _left_by(acquisition: Acquisition, flow: Flow, cancel: Did[Call], wait: Call) -> Finding:
    unit, name = acquisition.unit, plain(flow.locals[0])
    return finding(
        CODE,
        unit,
        acquisition.call,
        f"`{name}` runs on when `{unit.function.qualname}()` is cancelled in the wait on line {wait.line}: "
        f"`asyncio.wait` cancels nothing that it waits for. The task that is left may take what was meant for the "
        f"next. Cancel it in a `finally`.",
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
    each = "Each connection that is lost leaves" if risk.loop else "Each failure or cancellation there leaves"
    message = (
        f"`{name}` runs on when {plain(risk.what)} in `{unit.function.qualname}()` ends in an exception: it is "
        f"cancelled only behind that. {each} one more task that runs `{coroutine_name(acquisition)}`. "
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

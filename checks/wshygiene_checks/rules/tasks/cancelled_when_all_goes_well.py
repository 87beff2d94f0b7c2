"""Tasks beside something that may fail: cancelled behind it, but not when it ends in an exception."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Call
from wshygiene_checks.finding import Finding
from wshygiene_checks.project import Acquisition, Did, Flow, Project
from wshygiene_checks.rules.findings import finding, plain, seen
from wshygiene_checks.rules.growth.guarantees import may_follow, runs_on_failure
from wshygiene_checks.rules.growth.risks import Risk, risks
from wshygiene_checks.rules.tasks.coroutines import coroutine_name, running_time
from wshygiene_checks.rules.tasks.exempt import belongs_to_the_process

CODE = "WSH202"
_SLEEP = "`sleep()`"  # fails by cancellation alone


def cancelled_when_all_goes_well(project: Project) -> Iterator[Finding]:
    """Endless tasks in local names whose only ``cancel`` stands behind a wait that may fail or be cancelled."""
    for acquisition in project.of_kind("task"):
        flow = project.flow(acquisition.unit, acquisition.call)
        cancels = [did for did in flow.methods if did.what.name in acquisition.entry.release]
        if not cancels or belongs_to_the_process(project, acquisition.unit):
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
        confidence="medium",
        owner=unit.function.qualname,
        evidence=(
            seen(unit, risk.line, f"{risk.what} may end in an exception or be cancelled"),
            seen(cancel.unit, cancel.what, f"`{name}` is cancelled here, when all went well"),
        ),
    )

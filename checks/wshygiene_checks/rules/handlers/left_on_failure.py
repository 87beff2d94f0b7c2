"""Handlers of one call of a function: taken back at its end, but not when an exception ends it before that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from wshygiene_checks.facts import Call, Exit
from wshygiene_checks.finding import Finding
from wshygiene_checks.project import Project, Unit, root_of
from wshygiene_checks.rules.contexts import is_context_manager
from wshygiene_checks.rules.findings import finding, plain, seen
from wshygiene_checks.rules.growth.guarantees import catches_timeouts, may_follow, runs_on_failure
from wshygiene_checks.rules.growth.risks import risks
from wshygiene_checks.rules.handlers.registrations import Registration, called, handler_name, registrations
from wshygiene_checks.rules.time_limits import RAISING, stands_within

CODE = "WSH101"
_SLEEP = "`sleep()`"  # fails by cancellation alone


class Gap(NamedTuple):
    """Where a function may end between registering and taking back; ``sure`` says that it is written to fail there."""

    line: int
    what: str
    sure: bool


def left_on_failure(project: Project) -> Iterator[Finding]:
    """Handlers that only this call of the function can take back, and that stay when it fails."""
    for registration in registrations(project):
        unit, call = registration.unit, registration.call
        if not registration.once and _is_of_this_call(registration) and not is_local(project, unit, call.receiver):
            removals = list(_removals(project, registration))
            gap = gap_between(project, unit, call, removals)
            if gap:
                yield _finding(registration, removals[-1], gap)


def gap_between(project: Project, unit: Unit, acquired: Call, releases: list[Call]) -> Gap | None:
    """The first place behind ``acquired`` whose failure reaches none of these releases further down; sure ones first.

    None where there is no release behind it at all.
    """
    behind = [call for call in releases if call.order > acquired.order and may_follow(unit, acquired.block, call.block)]
    last = max((call.order for call in behind), default=0)
    end = max((call.line for call in behind), default=0)
    raises = [each for each in unit.function.exits if each.kind == "raise" and acquired.order < each.order < last]
    found = [Gap(each.line, "the `raise`", True) for each in raises if _misses(unit, acquired, each, behind)]
    for risk in risks(project, unit):
        between = acquired.line < risk.line < end and may_follow(unit, acquired.block, risk.block)
        if between and risk.what != _SLEEP and not any(_reached(unit, risk.block, call.block) for call in behind):
            found.append(Gap(risk.line, risk.what, risk.loop or _is_timed(unit, risk.block, risk.line)))
    return min(found, key=lambda gap: (not gap.sure, gap.line), default=None)


def is_local(project: Project, unit: Unit, receiver: str) -> bool:
    """Whether an emitter is made, or looked up, in the function itself or in one around it: it may end with that."""
    root = root_of(receiver)[0]
    if not root.startswith("%"):
        return False
    around: Unit | None = unit
    while around is not None:
        if any(f"%{each.name}" == root for each in around.function.params):
            return False
        around = project.types.parent(around)
    return True


def _misses(unit: Unit, acquired: Call, raised: Exit, releases: Iterable[Call]) -> bool:
    """Whether a ``raise`` passes all releases by: the ones before it on its own way, and those for failures."""
    if not may_follow(unit, acquired.block, raised.block):
        return False
    return not any(
        runs_on_failure(unit, raised.block, call.block)
        or (call.order < raised.order and may_follow(unit, call.block, raised.block))
        for call in releases
    )


def _reached(unit: Unit, risk: int, release: int) -> bool:
    return runs_on_failure(unit, risk, release) or catches_timeouts(unit, risk, release)


def _is_timed(unit: Unit, block: int, line: int) -> bool:
    """Whether what is waited for there has a time limit, behind which it raises."""
    on_line = any(call.line == line and call.path in RAISING for call in unit.function.calls)
    return on_line or stands_within(unit, block, RAISING)


def _is_of_this_call(registration: Registration) -> bool:
    """Whether nobody else takes the handler back: it is another object for each call, or of a ``with`` block."""
    is_new = registration.handler is not None and registration.handler.kind == "function"
    return is_new or is_context_manager(registration.unit)


def _removals(project: Project, registration: Registration) -> Iterator[Call]:
    """The calls in the same function that take this handler back, by its name or through what registering returned."""
    handler, flow = registration.handler, registration.flow(project)
    names = frozenset(flow.locals)
    for call in registration.unit.function.calls:
        given = {value.path for value in (*call.args, *dict(call.keywords).values())}
        by_name = call.name in registration.undo and handler is not None and handler.path in given
        by_handle = call.path in names or (call.name in registration.undo and not names.isdisjoint(given))
        if call is not registration.call and (by_name or by_handle):
            yield call


def _finding(registration: Registration, removal: Call, gap: Gap) -> Finding:
    unit, handler = registration.unit, handler_name(registration)
    of_object = registration.call.receiver.startswith(("self", "%"))
    keeps = plain(registration.call.receiver) if of_object else called(registration)
    return finding(
        CODE,
        unit,
        registration.call,
        f"`{keeps}` keeps `{handler}` when {gap.what} in `{unit.function.qualname}()` ends it: the handler is taken "
        f"back only when all goes well, and each failure leaves one more. Take it back in a `finally`.",
        subject=f"{called(registration)}({handler})",
        confidence="high" if gap.sure and registration.sure else "medium",
        owner=unit.function.qualname,
        evidence=(
            seen(unit, gap.line, f"{gap.what} may end the function"),
            seen(unit, removal, f"`{handler}` is taken back here, when all went well"),
        ),
    )

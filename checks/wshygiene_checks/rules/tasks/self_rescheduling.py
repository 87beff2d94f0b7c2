"""WSH204: a callback arms itself again, with neither a stop flag nor a cancel to end the chain."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.finding import Confidence, Evidence, Finding
from wshygiene_checks.project import Acquisition, Project, Unit, obligations_of
from wshygiene_checks.rules.findings import finding, lower, seen
from wshygiene_checks.rules.tasks.exempt import belongs_to_the_process, ends_with_the_process
from wshygiene_checks.rules.tasks.in_vain import never_run
from wshygiene_checks.rules.tasks.own_loops import ends_with_its_loop
from wshygiene_checks.rules.tasks.teardown import first_teardown, is_torn_down, settled, teardowns
from wshygiene_checks.rules.tasks.timers import called_back, conditions_before, is_immediate, only_started

CODE = "WSH204"
_SOMETIMES = ("if", "except", "case")


def find(project: Project) -> Iterator[Finding]:
    """Functions whose last act, on every path, is to have themselves called again."""
    for acquisition in project.of_kind("timer"):
        if _rearms_itself(project, acquisition) and not _can_end(project, acquisition):
            yield _finding(project, acquisition)


def _rearms_itself(project: Project, acquisition: Acquisition) -> bool:
    own = acquisition.unit.name
    callees = called_back(project, acquisition)
    again = any(callee.name == own or _always_calls(callee, acquisition.unit) for callee in callees)
    return again and not is_immediate(acquisition)


def _always_calls(callee: Unit, unit: Unit) -> bool:
    """Whether a method calls this one of the same object on every path: ``beat()`` ends in ``self._arm()``."""
    return unit.owner == callee.owner != "" and any(
        call.path == f"self.{unit.function.name}"
        and not callee.is_within(call.block, *_SOMETIMES)
        and not any(conditions_before(callee, call.order, call.block))
        for call in callee.function.calls
    )


def _can_end(project: Project, acquisition: Acquisition) -> bool:
    """Whether a condition, an exception or a cancel ends the chain, or the end of the loop itself."""
    unit, call = acquisition.unit, acquisition.call
    if any(conditions_before(unit, call.order, call.block)) or unit.is_within(call.block, *_SOMETIMES):
        return True
    flow = project.flow(unit, call)
    kept = list(obligations_of(project, acquisition))
    if any(settled(obligation) for obligation in kept) or not (kept or only_started(acquisition, flow)):
        return True
    return ends_with_its_loop(project, acquisition)


def _confidence(project: Project, acquisition: Acquisition) -> Confidence:
    family = project.family(acquisition.unit)
    if family is None:
        return "info" if belongs_to_the_process(acquisition.unit) else "medium"
    if ends_with_the_process(project, family):
        return "info"
    if not is_torn_down(project, family):
        return "medium"
    return lower("high") if family.unknown_bases else "high"


def _finding(project: Project, acquisition: Acquisition) -> Finding:
    unit = acquisition.unit
    family = project.family(unit)
    owner = family.main.definition.qualname if family else unit.function.qualname
    where = first_teardown(project, family) if family else "when it is no longer needed"
    message = (
        f"`{unit.function.name}` arms a timer that calls it again, and nothing ends the chain. It runs as long as the "
        f"event loop does, and keeps what it refers to alive. Keep the newest handle and cancel it {where}, or test a "
        f"flag before arming the timer again."
    )
    return finding(
        CODE,
        unit,
        acquisition.call,
        message,
        subject=unit.function.name,
        confidence=_confidence(project, acquisition),
        owner=owner,
        evidence=_evidence(project, acquisition),
    )


def _evidence(project: Project, acquisition: Acquisition) -> list[Evidence]:
    vain = [each for obligation in obligations_of(project, acquisition) for each in never_run(obligation)]
    family = project.family(acquisition.unit)
    found = teardowns(project, family) if family and not vain else []
    return [
        *vain,
        *[seen(unit, unit.function.line, f"`{unit.function.name}()` does not end the chain") for unit in found[:1]],
    ]

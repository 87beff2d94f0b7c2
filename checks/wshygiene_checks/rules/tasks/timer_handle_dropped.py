"""WSH203: a timer that keeps its owner alive is armed, and the handle that could cancel it is dropped."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.finding import Confidence, Evidence, Finding
from wshygiene_checks.project import Acquisition, Family, Project, Unit
from wshygiene_checks.rules.findings import finding, lower, plain, seen_at
from wshygiene_checks.rules.tasks.exempt import belongs_to_the_process
from wshygiene_checks.rules.tasks.own_loops import ends_with_its_loop
from wshygiene_checks.rules.tasks.teardown import first_teardown, is_torn_down, released_in, teardown_reach
from wshygiene_checks.rules.tasks.timers import (
    callback_name,
    callback_of,
    called_back,
    conditions_before,
    delay_of,
    ends_the_process,
    holds_owner,
    is_immediate,
    only_started,
    tests_state_first,
)

CODE = "WSH203"
_SHORT = 2.0  # seconds; a callback that comes this late seldom finds its owner gone


def find(project: Project) -> Iterator[Finding]:
    """Timers of objects that end, whose handles nobody has."""
    for acquisition in project.of_kind("timer"):
        family = project.family(acquisition.unit)
        if family is None or not _counts(project, acquisition, family):
            continue
        flow = project.flow(acquisition.unit, acquisition.call)
        if only_started(acquisition, flow) and not flow.locals and not ends_with_its_loop(project, acquisition):
            yield _finding(project, acquisition, family)


def _counts(project: Project, acquisition: Acquisition, family: Family) -> bool:
    """Whether the timer can outlive the object that armed it, and do something then."""
    ending = project.roles.is_ending(acquisition.unit) or ends_the_process(acquisition)
    if ending or is_immediate(acquisition) or belongs_to_the_process(acquisition.unit):
        return False
    callees = called_back(project, acquisition)
    if any(callee.name == acquisition.unit.name or _arms_if_wanted(callee, acquisition.unit) for callee in callees):
        return False  # a chain: ended by a condition, or a matter of WSH204
    last_rites = any(project.roles.is_teardown(callee) for callee in callees) or _is_release(project, acquisition)
    return holds_owner(project, acquisition) and is_torn_down(project, family) and not last_rites


def _arms_if_wanted(callee: Unit, unit: Unit) -> bool:
    """Whether the callback has the next timer armed by a method, if the object says so: ``if not self._closed``."""
    path = f"self.{unit.function.name}"
    return any(
        call.path == path
        and not callee.is_within(call.block, "except")
        and any(tested.startswith("self.") for tested in conditions_before(callee, call.order, call.block))
        for call in callee.function.calls
    )


def _is_release(project: Project, acquisition: Acquisition) -> bool:
    callback = callback_of(acquisition)
    return callback is not None and callback.path.removesuffix("()").rpartition(".")[2] in project.knowledge.releases


def _confidence(project: Project, acquisition: Acquisition, family: Family, siblings: list[Evidence]) -> Confidence:
    delay = delay_of(acquisition)
    harmless = any(tests_state_first(callee) for callee in called_back(project, acquisition))
    if harmless or (delay is not None and delay <= _SHORT):
        return "info"
    confidence: Confidence = "high" if siblings else "medium"
    return lower(confidence) if family.unknown_bases else confidence


def _cancelled_siblings(project: Project, acquisition: Acquisition, family: Family) -> list[Evidence]:
    """Where teardown cancels other timers or tasks of the object."""
    verbs = (*acquisition.entry.release, "cancel")
    return [
        seen_at(did, f"`{did.unit.function.name}()` calls `{plain(did.what.path)}()`, and cannot reach this timer")
        for did in released_in(project, teardown_reach(project, family))
        if did.what.name in verbs
    ][:2]


def _finding(project: Project, acquisition: Acquisition, family: Family) -> Finding:
    siblings = _cancelled_siblings(project, acquisition, family)
    owner = family.main.definition.qualname
    name = callback_name(acquisition)
    message = (
        f"the timer that will call {name} cannot be cancelled, because its handle is dropped. It keeps `{owner}` alive "
        f"and may call it after it has ended. Keep the handle and cancel it {first_teardown(project, family)}."
    )
    confidence = _confidence(project, acquisition, family, siblings)
    callback = callback_of(acquisition)
    return finding(
        CODE,
        acquisition.unit,
        acquisition.call,
        message,
        subject=callback.path if callback and callback.path else name,
        confidence=confidence,
        owner=owner,
        evidence=siblings,
    )

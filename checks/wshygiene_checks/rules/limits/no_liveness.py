"""WSH502: nothing notices a dead peer: no pings, no heartbeat, no receive timeout."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Call
from wshygiene_checks.finding import Confidence, Finding
from wshygiene_checks.packs.schema import Limit
from wshygiene_checks.project import Acquisition, Project, Unit
from wshygiene_checks.rules.findings import finding
from wshygiene_checks.rules.limits.heartbeats import Heartbeat, heartbeat_for
from wshygiene_checks.rules.limits.settings_of_calls import SwitchedOff, switched_off
from wshygiene_checks.rules.time_limits import LIMITING

CODE = "WSH502"


def find(project: Project) -> Iterator[Finding]:
    """Connections whose library has been told, or left by default, not to check on the peer."""
    seen: set[tuple[str, int]] = set()
    for off in switched_off(project, CODE):
        unit, call = off.acquisition.unit, off.acquisition.call
        place = unit.name, call.order
        if place not in seen and _counts(off) and not _checked_otherwise(project, unit):
            seen.add(place)
            heartbeat = heartbeat_for(project, off.acquisition)
            if heartbeat != "own":
                yield _finding(project, off, heartbeat)


def _counts(off: SwitchedOff) -> bool:
    """Whether pings are off altogether; without a timeout they are still sent, and fail on a dead connection."""
    return off.limit.keyword != "ping_timeout" and not off.limit.keyword.endswith("_ping_timeout")


def _checked_otherwise(project: Project, unit: Unit) -> bool:
    """Whether the application has a heartbeat or a receive timeout of its own."""
    family = project.family(unit)
    around = project.types.parent(unit) or unit
    units = family.units if family else (around, *project.nested(around), *_same_file(project, unit))
    return any(_checks(project, call) for other in units for call in other.function.calls)


def _same_file(project: Project, unit: Unit) -> Iterator[Unit]:
    return (Unit(unit.file, function) for function in unit.file.functions)


def _checks(project: Project, call: Call) -> bool:
    if call.name in project.knowledge.vocabulary.ping_methods or call.path in LIMITING:
        return True
    receives = call.name in project.knowledge.vocabulary.receive_methods
    given = call.keyword("timeout") or call.keyword("receive_timeout")
    return given is not None and given.path != "None" and (receives or call.keyword("receive_timeout") is not None)


def _receives_for_long(project: Project, acquisition: Acquisition) -> bool:
    """Whether the connection is read in a loop, so that a dead peer keeps it, and its task, for ever.

    A call that gives nothing back reads it itself, until it is closed.
    """
    if acquisition.entry.returns == "nothing":
        return True
    unit = acquisition.unit
    family = project.family(unit)
    units = family.units if family else (unit, *project.nested(unit))
    receives = project.knowledge.vocabulary.receive_methods
    for other in units:
        if any(block.kind == "async for" for block in other.function.blocks):
            return True
        if any(call.name in receives and other.is_within(call.block, "while") for call in other.function.calls):
            return True
    return False


def _confidence(project: Project, off: SwitchedOff, heartbeat: Heartbeat | None) -> Confidence:
    if off.acquisition.how == "any" or heartbeat == "unknown":
        return "info"
    return "medium" if off.explicit or _receives_for_long(project, off.acquisition) else "info"


def _finding(project: Project, off: SwitchedOff, heartbeat: Heartbeat | None) -> Finding:
    acquisition, limit = off.acquisition, off.limit
    message = (
        f"nothing notices when the peer of this `{acquisition.call.name}()` is gone: {_reason(off, limit)}, and no "
        f"receive has a timeout. A connection cut without a close frame stays open, with its task and memory. "
        f"Give `{limit.keyword}` a number of seconds."
    )
    subject = f"{acquisition.call.name}({limit.keyword})"
    unit, call = acquisition.unit, acquisition.call
    return finding(CODE, unit, call, message, subject=subject, confidence=_confidence(project, off, heartbeat))


def _reason(off: SwitchedOff, limit: Limit) -> str:
    acquisition: Acquisition = off.acquisition
    value = acquisition.call.keyword(limit.keyword)
    return (
        f"`{limit.keyword}={value.path}` turns pings off" if value else f"without `{limit.keyword}` it sends no pings"
    )

"""WSH404: something is opened, and a step before anyone owns it fails and leaves it open."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Exit
from wshygiene_checks.finding import Confidence, Finding
from wshygiene_checks.project import Acquisition, Flow, Project, root_of
from wshygiene_checks.rules.connections.born_open import born_open, called_at_last, opened_later, started
from wshygiene_checks.rules.connections.cancelled import cancelled_steps
from wshygiene_checks.rules.connections.entering import unfinished_entries, unfinished_objects
from wshygiene_checks.rules.connections.failing import (
    Failure,
    Held,
    ends_its_object,
    failure,
    held,
    is_thought_of,
    written,
)
from wshygiene_checks.rules.connections.given_back import not_given_back
from wshygiene_checks.rules.connections.half_made import half_made
from wshygiene_checks.rules.connections.inferred import acquired
from wshygiene_checks.rules.connections.let_go import let_go
from wshygiene_checks.rules.connections.programs import is_program
from wshygiene_checks.rules.connections.resources import hands_on, is_given_away, is_resource, kept_by_classes
from wshygiene_checks.rules.findings import finding, plain, seen

CODE = "WSH404"
_KINDS = ("connection", "session", "socket", "descriptor")


def find(project: Project) -> Iterator[Finding]:
    """What a function opens for somebody else, and leaves open when connecting it fails."""
    owned = list(kept_by_classes(project, *_KINDS))
    half_open = [*unfinished_entries(project, owned), *unfinished_objects(project, owned)]
    lines = {(each.path, each.line) for each in half_open}
    told: set[tuple[str, int]] = set()
    for acquisition, flow, thing in _open(project):
        unit = acquisition.unit
        taken, kinds = _taken(project, acquisition, flow)
        failed = failure(thing, taken, kinds) if taken else None
        if failed is None or (unit.name, failed.step.line) in told or (unit.file.path, failed.step.line) in lines:
            continue
        if not ends_its_object(project, acquisition, failed.step):
            told.add((unit.name, failed.step.line))
            yield _finding(acquisition, flow, failed)
    yield from half_open
    yield from half_made(project, owned)
    yield from let_go(project, owned)
    yield from cancelled_steps(project, told)
    yield from not_given_back(project)


def _open(project: Project) -> Iterator[tuple[Acquisition, Flow, Held]]:
    """What functions open: by making it, or by starting an object that opens something then."""
    for acquisition in (*acquired(project, *_KINDS), *born_open(project)):
        if is_resource(acquisition) and not is_program(acquisition.unit):
            flow = project.flow(acquisition.unit, acquisition.call, acquisition.entry.elements)
            yield acquisition, flow, held(acquisition, flow)
    for acquisition in opened_later(project):
        flow = project.flow(acquisition.unit, acquisition.call)
        start = started(acquisition, flow)
        if start and not is_program(acquisition.unit):
            thing = held(acquisition, flow)
            at_last = tuple(called_at_last(acquisition.unit, flow))
            yield acquisition, flow, thing._replace(opened=start, connected=True, releases=thing.releases + at_last)


def _taken(project: Project, acquisition: Acquisition, flow: Flow) -> tuple[int, tuple[str, ...]]:
    """The order of what hands it over, or closes it at last, and the exits that do neither; 0 where none is known."""
    unit, entry = acquisition.unit, acquisition.entry
    if flow.managed or flow.deferred or flow.iterated or not flow.locals or entry.awaited is not flow.awaited:
        return 0, ()
    if any(hands_on(each, name, entry.release) for each in (unit, *project.nested(unit)) for name in flow.locals):
        return 0, ()
    if any(did.unit.function is not unit.function for did in (*flow.methods, *flow.handed)):
        return 0, ()
    names = set(flow.locals)
    ends = [did.what.order for did in flow.handed if is_given_away(project, acquisition, did)]
    ends += [each.order for each in unit.function.stores if _keeps(each.path) and names & {*each.value.names}]
    ends += [each.order for each in unit.function.exits if each.kind != "raise" and names & _given(each)]
    closes = [did.what.order for did in flow.ended_by(entry.release)]
    return (min(ends), ("raise", "return")) if ends else (max(closes, default=0), ("raise",))


def _keeps(path: str) -> bool:
    return not path.startswith("%") or root_of(path)[1] != ""


def _given(leaving: Exit) -> set[str]:
    return {leaving.value.path, *leaving.value.names}


def _finding(acquisition: Acquisition, flow: Flow, failed: Failure) -> Finding:
    unit, name, step = acquisition.unit, plain(flow.locals[0]), failed.step
    releases = [did.what for did in flow.ended_by(acquisition.entry.release)]
    confidence: Confidence = "medium"
    if failed.handler or is_thought_of(unit, releases):
        confidence = "high" if acquisition.how in ("qualified", "typed") else "medium"
    what = f"the `{step.kind}`" if isinstance(step, Exit) else f"`{plain(written(step))}`"
    then = f"the handler on line {failed.handler.line} goes on" if failed.handler else "the function ends there"
    message = (
        f"`{name}` stays open when {what} on line {step.line} ends the attempt: {then}, and nothing closes it "
        f"on the way. Call `{acquisition.entry.ending()}` where it fails."
    )
    evidence = [seen(unit, step, "the attempt ends here, with the thing open")]
    if failed.handler:
        evidence.append(seen(unit, failed.handler, f"this handler does not close `{name}`"))
    evidence += [seen(unit, each, f"`{name}` is closed here") for each in releases[:1]]
    return finding(CODE, unit, acquisition.call, message, subject=name, confidence=confidence, evidence=evidence)

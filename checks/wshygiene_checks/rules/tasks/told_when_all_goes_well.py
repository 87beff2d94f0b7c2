"""Threads beside something that may fail: told to end behind it, but not when it ends in an exception."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Call
from wshygiene_checks.finding import Confidence, Finding
from wshygiene_checks.project import Acquisition, Flow, Project, Unit, of_locals, places_in, root_of
from wshygiene_checks.rules.findings import finding, lower, plain, seen
from wshygiene_checks.rules.growth.risks import Risk
from wshygiene_checks.rules.tasks.cancelled_when_all_goes_well import unguarded, when_and_what_else
from wshygiene_checks.rules.tasks.coroutines import TELLS
from wshygiene_checks.rules.tasks.exempt import belongs_to_the_process
from wshygiene_checks.rules.tasks.timers import callback_name, called_back

CODE = "WSH208"
_TOLD_BY = frozenset({"Event", "Condition", "Queue", "SimpleQueue", "LifoQueue", "PriorityQueue"})


def told_when_all_goes_well(project: Project) -> Iterator[Finding]:
    """Threads in local names that loop until an event or queue of the function tells them, which an error skips."""
    for acquisition in project.of_kind("thread"):
        unit = acquisition.unit
        flow = project.flow(unit, acquisition.call)
        starts = [did.what for did in flow.methods if did.what.name in acquisition.entry.starts]
        if not starts or not _is_here(flow) or belongs_to_the_process(unit):
            continue
        runs = called_back(project, acquisition)
        ends = _ends(project, acquisition, runs)
        risk = unguarded(project, unit, starts[0], ends) if ends else None
        if risk and not any(_fails_with_its_peer(acquisition, callee) for callee in runs):
            yield _finding(acquisition, flow, ends[-1], risk)


def _is_here(flow: Flow) -> bool:
    return bool(flow.locals) and not (flow.kept or flow.returned or flow.managed or flow.deferred or flow.handed)


def _ends(project: Project, acquisition: Acquisition, runs: list[Unit]) -> list[Call]:
    """The calls that tell the thread to end, if an event or queue of the function's own is all that does."""
    unit, names = acquisition.unit, {each.name for each in runs}
    nested = [each for each in project.nested(unit) if each.name not in names]
    places = places_in((unit, *nested), of_locals)
    ends: list[Call] = []
    for path in _made_and_asked(acquisition, runs):
        place = places[path]
        given = any(did.what != acquisition.call for did in place.handed)
        elsewhere = any(did.unit.function is not unit.function for did in place.called)
        later = any(unit.is_within(did.what.block, "lambda") for did in place.called)
        if given or elsewhere or later or place.kept or place.left:
            return []  # whoever has it may tell the thread as well
        ends += [did.what for did in place.calls_to(TELLS)]
    return sorted(ends, key=lambda call: call.order)


def _made_and_asked(acquisition: Acquisition, runs: list[Unit]) -> set[str]:
    """The events and queues that the function has made and the thread's loops look at."""
    unit, given = acquisition.unit, set(_passed(acquisition.call))
    stores = ((store.path, unit.made_by(store.value)) for store in unit.function.stores)
    made = {path for path, maker in stores if maker.rpartition(".")[2] in _TOLD_BY}
    asked: set[str] = set()
    for callee in runs:
        in_loops = set(_asked_in_loops(callee))
        own = {f"%{parameter.name}" for parameter in callee.function.params}
        asked |= (in_loops - own) | (given if in_loops & own else set())
    return made & asked


def _asked_in_loops(unit: Unit) -> Iterator[str]:
    """What a function tests to go on looping, or calls in its loops."""
    for block in unit.function.blocks:
        if block.kind == "while":
            yield from (root_of(atom.path)[0] for atom in block.atoms)
    for call in unit.function.calls:
        if unit.is_within(call.block, "while"):
            yield root_of(call.receiver)[0]


def _fails_with_its_peer(acquisition: Acquisition, callee: Unit) -> bool:
    """Whether the thread may use what the function was given: a connection that has ended ends its loop, too."""
    params = acquisition.unit.function.params
    given = {f"%{parameter.name}" for parameter in params if parameter.name not in ("self", "cls")}
    used = {name for call in callee.function.calls for name in (root_of(call.receiver)[0], *_passed(call))}
    return not given.isdisjoint((*_passed(acquisition.call), *used))


def _passed(call: Call) -> Iterator[str]:
    for value in (*call.args, *(word[1] for word in call.keywords)):
        yield from (value.path, *value.names)


def _finding(acquisition: Acquisition, flow: Flow, end: Call, risk: Risk) -> Finding:
    unit, name = acquisition.unit, plain(flow.locals[0])
    when, each = when_and_what_else(unit, risk, end)
    told = f"`{plain(end.path)}()`"
    confidence: Confidence = "high" if risk.loop else "medium"
    daemon = acquisition.call.keyword(acquisition.entry.daemon_kwarg)
    return finding(
        CODE,
        unit,
        acquisition.call,
        f"the thread in `{name}` goes on when {plain(risk.what)} in `{unit.function.qualname}()` ends in an exception: "
        f"{told} tells it to end {when}. {each} leaves one more thread that "
        f"runs {callback_name(acquisition)}. Call {told} in a `finally`.",
        subject=name,
        confidence=lower(confidence) if daemon and daemon.path != "False" else confidence,
        owner=unit.function.qualname,
        evidence=(
            seen(unit, risk.line, f"{risk.what} may end in an exception or be cancelled"),
            seen(unit, end, "the thread is told to end here, when all went well"),
        ),
    )

"""WSH201: a task is started and nothing keeps it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from wshygiene_checks.finding import Confidence, Evidence, Finding
from wshygiene_checks.project import Acquisition, Flow, Project, root_of
from wshygiene_checks.rules.findings import finding, lower, plain, seen
from wshygiene_checks.rules.tasks.coroutines import (
    RunningTime,
    coroutine_name,
    coroutine_of,
    fills_queue,
    is_done_at_once,
    running_time,
    runs,
)
from wshygiene_checks.rules.tasks.endings import (
    ended_with_its_object,
    ends_with_its_loop,
    has_opposite,
    returned_to_the_loop,
    says_farewell,
)
from wshygiene_checks.rules.tasks.exempt import belongs_to_the_process
from wshygiene_checks.rules.tasks.gathered_and_dropped import gathered_and_dropped
from wshygiene_checks.rules.tasks.teardown import first_teardown, is_torn_down, teardowns
from wshygiene_checks.rules.tasks.wrappers import Wrapper, started_through, wrappers

CODE = "WSH201"
_MANY = 5  # callers that drop their task: from here on it is the function they call that should keep it
_SUREST: tuple[Confidence, ...] = ("high", "medium", "info")
_STARTS = frozenset(("create_task", "ensure_future"))
_HEARS = frozenset(("get", "wait", "join", "receive", "recv"))
_KEEPS_NOTHING = frozenset(("add_done_callback", "set_name", "get_name"))


def find(project: Project) -> Iterator[Finding]:
    """Tasks whose only reference is the event loop's weak one."""
    yield from _dropped(project, ((acquisition, acquisition) for acquisition in project.of_kind("task")))
    started: dict[str, list[tuple[Acquisition, Acquisition]]] = defaultdict(list)
    given_back = {wrapper.unit.name: wrapper for wrapper in project.shared(wrappers)}
    for acquisition, wrapper in started_through(project, list(given_back.values())):
        fixed = acquisition.entry.coroutine_arg is None or not any(acquisition.call.args)
        started[wrapper.unit.name].append((acquisition, wrapper.inner if fixed else acquisition))
    for name, pairs in started.items():
        found = list(_dropped(project, pairs))
        yield from found if len(found) < _MANY else [_of_wrapper(given_back[name], found)]
    yield from gathered_and_dropped(project)


def _dropped(project: Project, pairs: Iterable[tuple[Acquisition, Acquisition]]) -> Iterator[Finding]:
    """The tasks that nobody keeps, each with the acquisition that says what it runs: its own, or that in a wrapper."""
    for acquisition, inner in pairs:
        if not acquisition.entry.keep_alive or belongs_to_the_process(acquisition.unit):
            continue
        flow = project.flow(acquisition.unit, acquisition.call)
        kept = flow.deferred or not _nobody_keeps(flow)
        if kept and not returned_to_the_loop(acquisition.unit, acquisition.call):
            continue
        if _is_thread(project, inner) or is_done_at_once(project, inner):
            continue
        if _was_kept_before(project, acquisition):
            continue
        yield _finding(project, acquisition, flow, running_time(project, inner))


def _was_kept_before(project: Project, acquisition: Acquisition) -> bool:
    """Whether a task is given that is kept already, and given back: ``ensure_future(task).add_done_callback(log)``."""
    unit, call = acquisition.unit, acquisition.call
    given = call.args[0].path if call.args else ""
    made = [store.value.call for store in unit.function.stores if store.path == given]
    starts = [each for each in map(unit.call_by_order, made) if each is not None and each.name in _STARTS]
    flows = [project.flow(unit, each) for each in starts if given.startswith("%")]
    return bool(flows) and any(
        flow.kept or flow.returned or flow.awaited or any(did.what.order != call.order for did in flow.handed)
        for flow in flows
    )


def _is_thread(project: Project, inner: Acquisition) -> bool:
    """Whether a framework is given a plain function: then it starts a thread, which needs no reference."""
    value, callees = coroutine_of(inner), runs(project, inner)
    if value is not None and value.path.endswith("run_in_executor()"):
        return True
    named = value is not None and value.kind in ("path", "function", "partial")
    return named and bool(callees) and not any(callee.function.is_async for callee in callees)


def _nobody_keeps(flow: Flow) -> bool:
    if flow.unused:
        return True
    only_watched = bool(flow.methods) and all(did.what.name in _KEEPS_NOTHING for did in flow.methods)
    elsewhere = flow.kept or flow.handed or flow.awaited or flow.returned or flow.managed or flow.iterated
    return only_watched and not elsewhere


def _confidence(project: Project, acquisition: Acquisition, flow: Flow, running: RunningTime) -> Confidence:
    confidence: Confidence = "high" if acquisition.how != "any" and acquisition.entry.pack == "asyncio" else "medium"
    ended = ended_with_its_object(project, acquisition) or ends_with_its_loop(project, acquisition)
    if flow.locals and _waits_for_its_word(acquisition):
        return "info"  # the function holds it, and goes on until the task has said that it is done
    if running == "told" or ended or has_opposite(project, acquisition):
        return lower(confidence)  # the flag, or closing the object, ends the loop and with it the task
    elsewhere = "threadsafe" in acquisition.call.name  # on the loop of another thread, which may end it
    if running == "endless" and not (elsewhere and _never_ends(project, acquisition)):
        return confidence
    if says_farewell(project, acquisition) or fills_queue(project, acquisition):
        return "info"
    if flow.methods or flow.locals or elsewhere:
        return lower(confidence)  # somebody sees how it ends, or it is referred to while the function runs
    return lower(confidence) if project.roles.is_teardown(acquisition.unit) else confidence


def _waits_for_its_word(acquisition: Acquisition) -> bool:
    """Whether the function that starts the task waits for something on an object that it gives to the task."""
    unit, call = acquisition.unit, acquisition.call
    started = unit.call_by_order(call.args[0].call) if call.args else None
    given = {name for value in (started.args if started else ()) for name in value.names if name.startswith("%")}
    return any(
        each.awaited and each.order > call.order and each.name in _HEARS and root_of(each.receiver)[0] in given
        for each in unit.function.calls
    )


def _never_ends(project: Project, acquisition: Acquisition) -> bool:
    """Whether the class that starts the task has no end of its own, as far as one can see."""
    family = project.family(acquisition.unit)
    return family is not None and not is_torn_down(project, family)


def _finding(project: Project, acquisition: Acquisition, flow: Flow, running: RunningTime) -> Finding:
    name = coroutine_name(acquisition)
    family = project.family(acquisition.unit)
    fate = "run for ever" if running == "endless" else "be collected before it is done, or outlive its owner"
    where = first_teardown(project, family) if family else "when its owner ends"
    message = (
        f"nothing keeps the task that runs `{name}`. The event loop refers to it weakly, so it can {fate}. "
        f"Keep it in a set or attribute and cancel it {where}, or start it in a TaskGroup."
    )
    evidence = _evidence(project, acquisition)
    confidence = _confidence(project, acquisition, flow, running)
    return finding(
        CODE, acquisition.unit, acquisition.call, message, subject=plain(name), confidence=confidence, evidence=evidence
    )


def _of_wrapper(wrapper: Wrapper, found: list[Finding]) -> Finding:
    """One finding for a function whose callers drop the tasks that it starts: it is the place to keep them."""
    unit, call = wrapper.unit, wrapper.inner.call
    name = unit.function.qualname
    message = (
        f"`{name}` starts tasks that nothing keeps: {len(found)} of its callers drop what it returns. The event loop "
        f"refers to a task weakly, so each can be collected before it is done, or outlive its owner. Keep them in a "
        f"set here, with `add_done_callback(tasks.discard)`."
    )
    sure = sorted(found, key=lambda each: (_SUREST.index(each.confidence), each.path, each.line))
    evidence = [Evidence(each.path, each.line, "the task is dropped here") for each in sure[:3]]
    return finding(CODE, unit, call, message, subject=name, confidence=sure[0].confidence, evidence=evidence)


def _evidence(project: Project, acquisition: Acquisition) -> list[Evidence]:
    family = project.family(acquisition.unit)
    found = teardowns(project, family) if family else []
    return [seen(unit, unit.function.line, f"`{unit.function.name}()` cannot reach the task") for unit in found[:1]]

"""WSH208: a periodic call, scheduler or thread is started, and nothing stops or joins it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from wshygiene_checks.facts import Call
from wshygiene_checks.finding import Confidence, Evidence, Finding
from wshygiene_checks.project import Acquisition, Did, Family, Flow, Project, Unit, obligations_of
from wshygiene_checks.rules.connections.teardown import in_earnest, released_siblings, teardown_of
from wshygiene_checks.rules.findings import finding, lower, plain, seen
from wshygiene_checks.rules.tasks.coroutines import running_time, used_in_loops
from wshygiene_checks.rules.tasks.exempt import belongs_to_the_process, ends_with_the_process
from wshygiene_checks.rules.tasks.in_vain import never_run
from wshygiene_checks.rules.tasks.own_threads import CLOSES, ended_in_vain, is_told, own_threads
from wshygiene_checks.rules.tasks.teardown import (
    first_teardown,
    is_torn_down,
    reached,
    settled,
    siblings_released,
    teardown_reach,
)
from wshygiene_checks.rules.tasks.timers import callback_name, called_back, only_started
from wshygiene_checks.rules.tasks.told_when_all_goes_well import told_when_all_goes_well

CODE = "WSH208"
_STOPS = ("stop", "shutdown", "close")
_TELLS = frozenset("put put_nowait append set send notify notify_all".split())


def find(project: Project) -> Iterator[Finding]:
    """Things that go on by themselves once started, and that nobody ends."""
    for acquisition in project.of_kind("periodic", "thread"):
        if belongs_to_the_process(acquisition.unit):
            continue
        flow = project.flow(acquisition.unit, acquisition.call)
        family = project.family(acquisition.unit)
        if family is not None and not flow.deferred:
            yield from _judged(project, acquisition, flow, family)
    yield from _own_threads(project)
    yield from told_when_all_goes_well(project)


def _own_threads(project: Project) -> Iterator[Finding]:
    """Objects of the project's own subclasses of ``Thread`` that a class starts and leaves in their loops."""
    for acquisition, thread, daemon, end in own_threads(project):
        family = project.family(acquisition.unit)
        if family is None or (end and not is_torn_down(project, family)) or belongs_to_the_process(acquisition.unit):
            continue
        if _is_told(project, acquisition, family):
            continue
        for obligation in obligations_of(project, acquisition):
            used = [did.what.name for did in (*obligation.flow.methods, *obligation.place.called)]
            if "start" not in used or obligation.part or settled(obligation) or is_told(used, obligation, thread):
                continue
            vain = None if end else ended_in_vain(project, used, thread)
            if daemon and not (vain or end) and not _outlives_siblings(project, family, obligation.root):
                continue  # it may last as long as the process
            confidence = "medium" if vain else lower(_confidence(project, family))
            name = thread.main.definition.name
            found = _finding(project, acquisition, family, obligation.root, confidence, name, vain)
            yield replace(found, evidence=(*_never_called(end), *found.evidence))


def _never_called(end: Unit | None) -> list[Evidence]:
    """The method that is there to end the thread."""
    return [seen(end, end.function.line, "this ends it, and nobody calls it on this one")] if end else []


def _judged(project: Project, acquisition: Acquisition, flow: Flow, family: Family) -> Iterator[Finding]:
    thread = acquisition.entry.kind == "thread"
    if thread and _again_and_again(project, acquisition, flow, family):
        yield _finding(project, acquisition, family, "", "high")
        return
    if thread and (running_time(project, acquisition) != "endless" or _is_told(project, acquisition, family)):
        return
    daemon = thread and _is_daemon(acquisition, flow, family)
    if not daemon and only_started(acquisition, flow) and _is_started(acquisition, flow.methods):
        yield _finding(project, acquisition, family, "", _confidence(project, family))
    for obligation in obligations_of(project, acquisition):
        if daemon and not _outlives_siblings(project, family, obligation.root):
            continue  # it may last as long as the process
        started = _is_started(acquisition, (*flow.methods, *obligation.place.called))
        if started and not settled(obligation) and not obligation.part:
            confidence = _confidence(project, family)
            if daemon:
                confidence = lower(confidence)
            found = _finding(project, acquisition, family, obligation.root, confidence)
            yield replace(found, evidence=(*never_run(obligation), *found.evidence))


def _outlives_siblings(project: Project, family: Family, root: str) -> bool:
    """Whether what ends the object also ends other things that it made for itself: it does not last like the process.

    Teardown that is told which of several to end, or empties something, ends no object.
    """
    ending = in_earnest(project, family, teardown_of(project, family))
    return bool(released_siblings(family, ending, root))


def _is_started(acquisition: Acquisition, calls: tuple[Did[Call], ...] | list[Did[Call]]) -> bool:
    starts = acquisition.entry.starts
    return not starts or any(did.what.name in starts for did in calls)


def _is_daemon(acquisition: Acquisition, flow: Flow, family: Family) -> bool:
    """Whether the process may end without the thread."""
    given = acquisition.call.keyword(acquisition.entry.daemon_kwarg)
    if given is not None:
        return given.path != "False"
    names = {*flow.locals, *[root + part for root, part in flow.kept]}
    stores = (store for unit in (acquisition.unit, *family.units) for store in unit.function.stores)
    set_later = any(store.path.removesuffix(".daemon") in names for store in stores if store.path.endswith(".daemon"))
    return set_later or any(did.what.name == "setDaemon" for did in flow.methods)


def _is_told(project: Project, acquisition: Acquisition, family: Family) -> bool:
    """Whether teardown fills a queue, sets an event, or ends what the thread was given or reads in its loop."""
    call = acquisition.call
    given = {name for value in (*call.args, *[value for _, value in call.keywords]) for name in value.names}
    calls = [did for unit in teardown_reach(project, family) for did in unit.function.calls]
    telling = _TELLS | project.knowledge.releases
    if any(did.receiver in given and did.receiver.startswith("self.") and did.name in telling for did in calls):
        return True
    used = {path for unit in called_back(project, acquisition) for path in used_in_loops(unit)}
    if any(did.receiver in used and did.name in CLOSES for did in calls):
        return True
    runs = {name.rpartition(".")[0] for name in given}  # the thread runs `self._loop.run_forever`
    all_calls = (each for unit in family.units for each in unit.function.calls)
    return any(each.name in _STOPS and each.receiver in runs - {"self"} for each in all_calls)


def _again_and_again(project: Project, acquisition: Acquisition, flow: Flow, family: Family) -> bool:
    """Whether the thread, which nothing refers to, runs code that always starts such a thread again."""
    if not only_started(acquisition, flow) or _is_daemon(acquisition, flow, family):
        return False
    if any(each.kind == "return" and each.line < acquisition.call.line for each in acquisition.unit.function.exits):
        return False
    return any(unit.name == acquisition.unit.name for unit in reached(family, called_back(project, acquisition)))


def _confidence(project: Project, family: Family) -> Confidence:
    if ends_with_the_process(project, family) or not is_torn_down(project, family):
        return "info"  # it may well last as long as the program
    confidence: Confidence = "high"
    if family.main.definition.name.endswith(("App", "Application")):
        confidence = lower(confidence)  # the program itself
    return lower(confidence) if family.unknown_bases else confidence


def _finding(
    project: Project,
    acquisition: Acquisition,
    family: Family,
    root: str,
    confidence: Confidence,
    runs: str = "",
    vain: Unit | None = None,
) -> Finding:
    owner, name = family.main.definition.qualname, plain(root)
    callback = f"`{runs}.run`" if runs else callback_name(acquisition)
    kind = "thread" if acquisition.entry.kind == "thread" else f"`{acquisition.call.name}`"
    what = f"the {kind} in `{name}`" if name else f"a {kind} that nothing refers to"
    if vain:
        leaves = f"`{runs}.{vain.function.name}()` does not end its loop"
        then = "Test a flag in the loop, or wait for a last item, and let that method set or send it"
    else:
        leaves = f"nothing in `{owner}` stops it"
        then = f"Keep it, and stop it {first_teardown(project, family)}"
    message = f"{what} runs {callback}, and {leaves}. It goes on after its owner has ended, and keeps it alive. {then}."
    return finding(
        CODE,
        acquisition.unit,
        acquisition.call,
        message,
        subject=name or callback.strip("`"),
        confidence=confidence,
        owner=owner,
        evidence=[seen(vain, vain.function.line, "this leaves it running")]
        if vain
        else siblings_released(project, family, root),
    )

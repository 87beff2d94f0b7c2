"""WSH504: a shutdown waits, for as long as it takes, for what may never come."""

from __future__ import annotations

from collections.abc import Iterator, Set

from wshygiene_checks.facts import Await, Call
from wshygiene_checks.finding import Confidence, Finding
from wshygiene_checks.project import Did, Family, Obligation, Project, Unit, obligations, root_of
from wshygiene_checks.rules.findings import finding, lower, plain, seen
from wshygiene_checks.rules.growth.outsiders import called_as
from wshygiene_checks.rules.limits.endless_waits import (
    is_at_the_end,
    local_waits,
    runs_without_end,
    shared_waits,
    waits_for_others,
)
from wshygiene_checks.rules.tasks.coroutines import TELLS, coroutine_name, runs
from wshygiene_checks.rules.tasks.teardown import cancels_all_tasks, reached, teardown_reach
from wshygiene_checks.rules.time_limits import consumers, is_limited

CODE = "WSH504"
# Queues whose `join()` returns only when everything that was ever put in has been taken out and marked as done.
_OF_THREADS = frozenset("queue.Queue queue.LifoQueue queue.PriorityQueue multiprocessing.JoinableQueue".split())
_QUEUES = _OF_THREADS | {"asyncio.Queue", "asyncio.LifoQueue", "asyncio.PriorityQueue", "tornado.queues.Queue"}
_WAITS = frozenset({"wait", "communicate", "join"})  # for a process or thread
_UNTOLD = "It loops without end, and nothing tells it to stop. End it first, or set a limit:"
_DEEPEST = 3  # methods that call each other
_SAID = ("drain", "flush", "join", "wait")  # of a method: whoever calls it wants to wait


def find(project: Project) -> Iterator[Finding]:
    """Waits of a teardown, without a time limit, for a task, thread or process that is not told, or for a queue."""
    for obligation in obligations(project, "task", "thread"):
        if obligation.family is not None and _runs_on(project, obligation, obligation.family):
            noun = "task" if obligation.acquisition.entry.kind == "task" else "thread"
            looping = f"the {noun} that runs `{coroutine_name(obligation.acquisition)}`"
            why = f"{_UNTOLD} {_limit(noun)}."
            yield from _found(project, obligation, obligation.family, looping, why)
    for obligation in obligations(project, "process"):
        if obligation.family is not None and _is_left_to_itself(obligation):
            why = "Nothing tells it to end. Call `terminate()` first, and `kill()` when a limit is over."
            yield from _found(project, obligation, obligation.family, "the process", why)
    yield from _locals(project)
    yield from _queues(project)


def _locals(project: Project) -> Iterator[Finding]:
    """Tasks of the function itself, which it waits for where it ends; and such as a global or the application keeps."""
    for task, did in (*local_waits(project), *shared_waits(project)):
        if _is_open(project, did):
            name = plain(did.part.removeprefix(f"{did.unit.file.module}."))
            message = (
                f"`{did.unit.function.name}()` waits, where it ends, for the task that runs `{coroutine_name(task)}` "
                f"in `{name}`, however long that takes. {_UNTOLD} {_limit('task')}."
            )
            anchor = did.what if isinstance(did.what, Call) else did.what.line
            started = seen(task.unit, task.call, "it is started here")
            yield finding(CODE, did.unit, anchor, message, subject=name, confidence="medium", evidence=[started])


def _runs_on(project: Project, obligation: Obligation, family: Family) -> bool:
    """Whether it loops for ever, as far as the project tells, and is only ever waited for."""
    if obligation.transfers or obligation.released_outside or obligation.flow.managed:
        return False
    if any(did.what.name not in _WAITS for did in obligation.releases) or cancels_all_tasks(project, family):
        return False
    if not runs_without_end(project, obligation.acquisition):
        return False
    return not (_may_hear(project, obligation, family) and _ends_others(project, obligation, family))


def _may_hear(project: Project, obligation: Obligation, family: Family) -> bool:
    """Whether the end of something else may end the loop: a thread may be reading whatever is closed.

    What a task waits for is seen; so is that it is told, if that is an attribute, and no connection that it was given.
    """
    return obligation.acquisition.entry.kind == "thread" or waits_for_others(project, obligation.acquisition, family)


def _ends_others(project: Project, obligation: Obligation, family: Family) -> bool:
    """Whether the teardown ends or wakes anything else, or has that done."""
    words = project.knowledge.vocabulary.teardown_methods | TELLS | project.knowledge.releases - _WAITS
    own = {unit.name for unit in reached(family, runs(project, obligation.acquisition))}
    at_the_end = [did.unit for did in obligation.awaits if is_at_the_end(did)]
    return any(
        name in words and receiver not in ("", "self", "super()") and root_of(receiver)[0] != obligation.root
        for unit in (*teardown_reach(project, family), *reached(family, at_the_end))
        if unit.name not in own
        for call in unit.function.calls
        for receiver, _, name in (path.rpartition(".") for path in (call.path, *(value.path for value in call.args)))
    )


def _is_left_to_itself(obligation: Obligation) -> bool:
    """Whether nothing is done to a process but to wait for it: neither signals nor input, nor is it handed on."""
    done = {did.what.name for did in obligation.place.called}
    is_given = obligation.transfers or obligation.released_outside or obligation.flow.managed
    return not is_given and done <= _WAITS | {"start", "poll", "is_alive"}


def _found(project: Project, obligation: Obligation, family: Family, what: str, why: str) -> Iterator[Finding]:
    waits = [*obligation.awaits, *(did for did in obligation.releases if did.what.name in _WAITS)]
    ending = {unit.name for unit in teardown_reach(project, family)}
    ends = (did for did in waits if did.unit.name in ending or is_at_the_end(did))
    wait = next((did for did in ends if _is_open(project, did)), None)
    if wait is None:
        return
    confidence: Confidence = "medium"
    if family.unknown_bases or obligation.acquisition.how == "any":
        confidence = lower(confidence)
    started = seen(obligation.unit, obligation.call, "it is started here")
    name = plain(obligation.root)
    message = f"`{wait.unit.function.name}()` waits for {what} in `{name}`, however long that takes. {why}"
    anchor = wait.what if isinstance(wait.what, Call) else wait.what.line
    yield finding(CODE, wait.unit, anchor, message, subject=name, confidence=confidence, evidence=[started])


def _is_open(project: Project, did: Did[Call] | Did[Await]) -> bool:
    """Whether neither the wait has a limit nor those who run the method give it one."""
    if is_limited(did.unit, did.what) or _has_seconds(did.what) or _is_asked_for(did):
        return False
    return not any(word in did.unit.function.name for word in _SAID) and not _is_limited_by_callers(project, did.unit)


def _is_asked_for(did: Did[Call] | Did[Await]) -> bool:
    """Whether it waits only where its caller has said so: ``stop(join=True)``."""
    asked = {f"%{parameter.name}" for parameter in did.unit.function.params}
    return any(atom.path in asked for block in did.unit.blocks_around(did.what.block) for atom in block.atoms)


def _has_seconds(wait: Call | Await) -> bool:
    """``thread.join(5)``; a process is given its input first: ``communicate(data, 5)``. `asyncio.wait` takes tasks."""
    return isinstance(wait, Call) and wait.name in _WAITS and wait.path != "asyncio.wait" and bool(wait.args)


def _is_limited_by_callers(project: Project, unit: Unit, depth: int = 0) -> bool:
    """Whether somebody calls a method within a time limit, or the method of the same object that it is a part of."""
    for caller, call in project.sites.named((unit.function.name,)):
        limited = is_limited(caller, call)
        is_part = call.receiver in ("self", "super()") and depth < _DEEPEST
        if not (limited or is_part) or not _may_run(project, caller, call, unit):
            continue
        if limited or _is_limited_by_callers(project, caller, depth + 1):
            return True
    return False


def _may_run(project: Project, caller: Unit, call: Call, unit: Unit) -> bool:
    """Whether a call runs a method, as types tell, or else what it is called on: many things can be closed."""
    callees = project.types.callee(caller, call.path)
    family = project.family(unit)
    if callees or family is None:
        return any(each.name == unit.name for each in callees)
    return call.receiver.rpartition(".")[2].lstrip("%_") in called_as(project, family)


def _queues(project: Project) -> Iterator[Finding]:
    for unit, call in project.sites.named(("join",)):
        queues = _QUEUES & _types_of(project, unit, call.receiver)
        if call.args or not queues or not project.roles.is_ending(unit):
            continue
        waits = any(each.awaited for each in consumers(unit, call)) or not queues.isdisjoint(_OF_THREADS)
        if waits and _is_open(project, Did(unit, call, "")):
            name = plain(call.receiver)
            limit = f"`await asyncio.wait_for({name}.join(), timeout=10)`" if call.awaited else "a deadline of its own"
            message = (
                f"`{unit.function.name}()` waits until all that was put into `{name}` is done, however long that "
                f"takes: for ever, when whoever takes it out has ended, or waits for a peer. Set a limit: {limit}."
            )
            yield finding(CODE, unit, call, message, subject=name, confidence="medium")


def _types_of(project: Project, unit: Unit, path: str) -> Set[str]:
    """What an attribute is, also where another class of the family, which may be below, makes it."""
    family = project.family(unit) if path.startswith("self.") else None
    made = {did.unit.made_by(did.what.value) for did in family.places[path].set} if family else set()
    return project.types.of(unit, path) | made


def _limit(noun: str) -> str:
    return "`asyncio.wait_for(..., timeout=10)`" if noun == "task" else "`join(timeout=10)`"

"""WSH409: application start-up opens a resource, and shutdown does not close it."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Block, Call, Exit, Store
from wshygiene_checks.finding import Confidence, Evidence, Finding
from wshygiene_checks.project import (
    Acquisition,
    Did,
    Flow,
    Project,
    Unit,
    obligations_of,
    of_application,
)
from wshygiene_checks.rules.connections.inferred import acquired
from wshygiene_checks.rules.connections.resources import KINDS, is_given_away, is_open, is_resource
from wshygiene_checks.rules.connections.startup import Startup, startups
from wshygiene_checks.rules.findings import finding, plain, seen
from wshygiene_checks.rules.tasks.coroutines import running_time

CODE = "WSH409"


def find(project: Project) -> Iterator[Finding]:
    """Resources of lifespans and start-up hooks that no code closes."""
    starting = {startup.unit.name: startup for startup in startups(project)}
    for acquisition in acquired(project, *KINDS, "task") if starting else ():
        startup = starting.get(acquisition.unit.name)
        if startup is None or not is_resource(acquisition) or _ends_by_itself(project, acquisition):
            continue
        flow = project.flow(acquisition.unit, acquisition.call, acquisition.entry.elements)
        name = _left_open(project, startup, acquisition, flow)
        if name:
            yield _finding(startup, acquisition, name)


def _ends_by_itself(project: Project, acquisition: Acquisition) -> bool:
    """Whether it is a task whose coroutine is seen to end, or about which nothing is known."""
    return acquisition.entry.kind == "task" and running_time(project, acquisition) != "endless"


def _left_open(project: Project, startup: Startup, acquisition: Acquisition, flow: Flow) -> str:
    """What the resource is called, if nothing closes it."""
    entry = acquisition.entry
    is_lifespan = startup.kind == "lifespan"
    if flow.managed or flow.deferred or (flow.returned and not is_lifespan):
        return ""
    if entry.starts and not any(did.what.name in entry.starts for did in flow.methods):
        return ""
    if any(is_given_away(project, acquisition, did) for did in flow.handed):
        return ""
    if flow.ended_by(entry.release):
        return ""
    for root, part in flow.kept:
        if root.startswith("%") and not _released_anywhere(project, root + part, entry.release):
            return root + part
    for obligation in obligations_of(project, acquisition):
        if obligation.family is None and is_open(project, obligation):
            carried = of_application(obligation.root) is not None
            if not (carried and _released_anywhere(project, obligation.root, entry.release)):
                return obligation.root
    before = is_lifespan and entry.kind != "task" and acquisition.call.order < startup.yields_at
    return flow.locals[0] if before and flow.locals and not flow.kept else ""


def _released_anywhere(project: Project, path: str, release: tuple[str, ...]) -> bool:
    """Whether any code closes something of that name: ``app.state.session``, or an item such as ``app["db"]``."""
    last = path.rpartition(".")[2]
    if not path.endswith("[]"):
        done = project.elsewhere.get(last, set()) & {*release, "await", "hand"}
        carried, beyond = of_application(path) or ("", "")
        return _released_as_carried(project, carried, release) if carried and not beyond else bool(done)
    return any(
        call.name in release and call.receiver.endswith("[]") for unit in project.units for call in unit.function.calls
    ) or any(_hands_item(unit) for unit in project.units)


def _released_as_carried(project: Project, path: str, release: tuple[str, ...]) -> bool:
    """Whether any code ends what the application carries, or gives it to somebody: also that of unknown objects."""
    last = path.rpartition(".")[2]
    for _, base, what in project.elsewhere.where(last):
        known = of_application(f"{base}.{last}") is not None
        if what in (*release, "await") or (what == "hand" and not known):
            return True
    place = project.carried[path]
    passed: list[Did[Call] | Did[Exit] | Did[Store]] = [*place.handed, *place.left, *place.kept]
    if any(did.part.rpartition(".")[2] in release or _is_given(did) for did in passed):
        return True
    return any(not did.part and _is_whole(did) and "with" in did.what.kind for did in place.iterated)


def _is_given(did: Did[Call] | Did[Exit] | Did[Store]) -> bool:
    """Whether somebody gets the thing itself; to call it by a local name gives it to nobody."""
    if isinstance(did.what, Store) and did.what.path.startswith("%"):
        names = [store.path for store in did.unit.function.stores]
        return _is_whole(did) and (names.count(did.what.path) > 1 or did.value is not did.what.value)
    return _is_whole(did)


def _is_whole(did: Did[Call] | Did[Exit] | Did[Store] | Did[Block]) -> bool:
    return not did.part and did.value is not None and did.value.kind in ("path", "display", "partial", "lambda")


def _hands_item(unit: Unit) -> bool:
    return any(
        value.path.endswith("[]") and value.kind == "element" and value.path.startswith("%app")
        for call in unit.function.calls
        for value in call.args
    )


def _finding(startup: Startup, acquisition: Acquisition, path: str) -> Finding:
    name, function = plain(path), startup.unit.function
    entry, is_async = acquisition.entry, function.is_async
    opened, how = plain(acquisition.call.path), entry.ending(is_async=is_async)
    evidence: list[Evidence] = []
    if startup.kind == "lifespan":
        line = next((leaving.line for leaving in function.exits if leaving.kind == "yield"), function.line)
        evidence.append(seen(startup.unit, line, "the application runs here, and nothing after it closes it"))
        advice = f"Call `{how}` on it in a `finally` after the `yield`{entry.or_entered(is_async)}."
    else:
        advice = f"Call `{how}` on it in the shutdown hook."
    message = f"`{function.name}` opens `{name}` with `{opened}`, and nothing closes it on shutdown. {advice}"
    task = entry.kind == "task"  # ending the loop cancels it, behind everything that was closed before
    if task:
        message = f"`{function.name}` starts the task `{name}`, and nothing ends it on shutdown. {advice}"
    confidence: Confidence = "high" if startup.kind == "lifespan" and not task else "medium"
    return finding(
        CODE, acquisition.unit, acquisition.call, message, subject=name, confidence=confidence, evidence=evidence
    )

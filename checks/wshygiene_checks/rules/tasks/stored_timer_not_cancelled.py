"""WSH209: a timer handle is kept, but teardown does not cancel it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wshygiene_checks.facts import NOTHING, Call, Store
from wshygiene_checks.finding import Confidence, Evidence, Finding
from wshygiene_checks.project import Acquisition, Did, Family, Obligation, Project, Unit, obligations_of
from wshygiene_checks.rules.computed import may_be_reached
from wshygiene_checks.rules.findings import finding, lower, plain, seen, seen_at
from wshygiene_checks.rules.tasks.armed_through import timers
from wshygiene_checks.rules.tasks.exempt import belongs_to_the_process
from wshygiene_checks.rules.tasks.forgotten import forgotten
from wshygiene_checks.rules.tasks.forgotten_entries import forgotten_entries
from wshygiene_checks.rules.tasks.in_vain import never_run
from wshygiene_checks.rules.tasks.own_loops import ends_with_its_loop
from wshygiene_checks.rules.tasks.teardown import (
    ending_reach,
    first_teardown,
    is_torn_down,
    siblings_released,
    teardowns,
    transferred,
)
from wshygiene_checks.rules.tasks.timers import (
    callback_name,
    called_back,
    calls_static,
    ends_the_process,
    holds_owner,
    is_immediate,
    only_started,
    tests_state_first,
    unpacked_releases,
)

CODE = "WSH209"


def find(project: Project) -> Iterator[Finding]:
    """Timers of objects that end, which can fire afterwards: one finding for each attribute."""
    told: set[tuple[str, str]] = set()
    for found in _all(project):
        if (found.owner, found.subject) not in told:
            told.add((found.owner, found.subject))
            yield found


def _all(project: Project) -> Iterator[Finding]:
    for acquisition in timers(project):
        family = project.family(acquisition.unit)
        if family is None or not _counts(project, acquisition):
            continue
        for obligation in obligations_of(project, acquisition):
            yield from _kept(project, obligation, family)
        if _local(project, acquisition) and is_torn_down(project, family):
            yield _finding(project, acquisition, family, "", [], "medium" if family.unknown_bases else "high")


def _counts(project: Project, acquisition: Acquisition) -> bool:
    exempt = is_immediate(acquisition) or ends_the_process(acquisition) or calls_static(project, acquisition)
    return not exempt and not belongs_to_the_process(acquisition.unit)


def _local(project: Project, acquisition: Acquisition) -> bool:
    """Whether a thread's timer is started and forgotten with the local name that it had."""
    flow = project.flow(acquisition.unit, acquisition.call)
    started = bool(acquisition.entry.starts) and bool(flow.locals) and only_started(acquisition, flow)
    return started and holds_owner(project, acquisition) and not project.roles.is_teardown(acquisition.unit)


def _kept(project: Project, obligation: Obligation, family: Family) -> Iterator[Finding]:
    root, acquisition = obligation.root, obligation.acquisition
    if obligation.awaits or transferred(obligation) or obligation.released_outside or obligation.family is None:
        return
    if may_be_reached(family, root, acquisition.entry.release):
        return
    yield from _entries(project, obligation, family)
    releases = {did.unit.name: did for did in (*obligation.releases, *unpacked_releases(obligation))}
    ending = {unit.name for unit in ending_reach(project, family, acquisition.unit)}
    if ending & releases.keys():
        return
    if releases and obligation.part:
        return  # each entry is released on its own, and some by firing
    dropped = [
        seen_at(did, f"`{did.unit.function.name}()` forgets `{plain(root)}` without cancelling it")
        for did in forgotten(project, obligation, family)
    ]
    happy, siblings = _happy_path(root, releases.values()), siblings_released(project, family, root)
    evidence = [*never_run(obligation), *dropped, *happy, *siblings]
    ends = bool(dropped) or is_torn_down(project, family)
    confidence = _confidence(project, obligation, family, ends, bool(evidence))
    if confidence is not None and not ends_with_its_loop(project, acquisition):
        yield _finding(project, acquisition, family, root, evidence, confidence)


def _entries(project: Project, obligation: Obligation, family: Family) -> Iterator[Finding]:
    """Timers in a container that one method drops from it armed, while others cancel them."""
    callees = called_back(project, obligation.acquisition)
    dropped = list(forgotten_entries(project, obligation, family, callees))
    if not dropped or not callees or any(tests_state_first(callee) for callee in callees):
        return
    name, first = plain(obligation.root), dropped[0].unit.function.name
    message = (
        f"`{first}()` takes a timer out of `{name}` that will call {callback_name(obligation.acquisition)}, and does "
        f"not cancel it: it still fires. Cancel what it takes out."
    )
    yield finding(
        CODE,
        obligation.unit,
        obligation.call,
        message,
        subject=name,
        confidence="info" if family.unknown_bases else "medium",
        owner=family.main.definition.qualname,
        evidence=(
            seen_at(dropped[0], f"`{first}()` forgets the timer here"),
            *(seen_at(did, f"`{did.unit.function.name}()` cancels it") for did in obligation.releases[:1]),
        ),
    )


def _happy_path(root: str, releases: Iterable[Did[Call]]) -> list[Evidence]:
    said = f"cancels `{plain(root)}`; teardown does not"
    return [seen_at(did, f"`{did.unit.function.name}()` {said}") for did in releases][:2]


def _confidence(
    project: Project, obligation: Obligation, family: Family, ends: bool, evidence: bool
) -> Confidence | None:
    callees = called_back(project, obligation.acquisition)
    if not ends:
        return None if obligation.releases or _clears_itself(obligation, callees) else "info"
    if any(tests_state_first(callee) for callee in callees):
        return "info"
    confidence: Confidence = "high" if evidence else "medium"
    return lower(confidence) if family.unknown_bases else confidence


def _clears_itself(obligation: Obligation, callees: list[Unit]) -> bool:
    own = {callee.name for callee in callees}
    return any(
        isinstance(did.what, Store) and did.what.value == NOTHING and did.unit.name in own
        for did in obligation.place.set
    )


def _finding(
    project: Project,
    acquisition: Acquisition,
    family: Family,
    root: str,
    evidence: list[Evidence],
    confidence: Confidence,
) -> Finding:
    owner, name = family.main.definition.qualname, plain(root)
    what = f"`{name}` holds a timer" if root else "a timer in a local name"
    missed = [seen(unit, unit.function.line, "the teardown that misses it") for unit in teardowns(project, family)]
    message = (
        f"{what} that will call {callback_name(acquisition)}, and no teardown of `{owner}` cancels it. Until it fires "
        f"it keeps the object alive, and then it calls into one that has ended. "
        f"Cancel it {first_teardown(project, family)}."
    )
    subject = name or callback_name(acquisition).strip("`")
    return finding(
        CODE,
        acquisition.unit,
        acquisition.call,
        message,
        subject=subject,
        confidence=confidence,
        owner=owner,
        evidence=evidence or missed[:1],
    )

"""Entries that wait for a reply: added before the wait, removed only by the reply."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from wshygiene_checks.facts import Call
from wshygiene_checks.finding import Confidence, Finding
from wshygiene_checks.project import Project, Unit, root_of
from wshygiene_checks.rules.findings import finding, plain, seen
from wshygiene_checks.rules.growth.containers import Container
from wshygiene_checks.rules.growth.provenance import origin
from wshygiene_checks.rules.growth.risks import Risk, risks
from wshygiene_checks.rules.growth.steps import Step
from wshygiene_checks.rules.growth.timing import callers
from wshygiene_checks.rules.time_limits import LIMITING, stands_within

CODE = "WSH303"
_AWAITABLE = frozenset({"create_future", "Future", "Event", "Condition", "Queue", "Deferred"})
_CHANNELS = r"(?:create_memory_object_stream|open_memory_channel)(?:\[\])*\(\)\[\]$"  # two ends, unpacked


def pending_calls(
    project: Project, container: Container, adding: list[Step], removing: list[Step], answering: list[Step]
) -> Iterator[Finding]:
    """Calls kept in a dictionary until their reply comes, and kept for ever if it does not.

    Of the removals, the ``answering`` are those by which a function takes out what another has put there.
    """
    if container.sort != "dict" or not answering or any(_sweeps(project, each) for each in removing):
        return
    for added in adding:
        if added.through or added.value is None:
            continue
        if isinstance(added.what, Call) and added.what.name != "setdefault":
            continue  # into an entry, such as a queue, and not into the dictionary
        if origin(project, added.unit, added.key) in ("bounded", "connection"):
            continue
        waits = list(_waits(project, added))
        units = (added.unit, *[unit for unit, _ in waits])
        if waits and not any(_takes_out(project, unit, removing) for unit in units):
            yield _finding(container, added, answering[0], *waits[0])


def _sweeps(project: Project, removed: Step) -> bool:
    """Whether it goes through entries while the container is in use: one reply takes out those without, too."""
    loops = (
        block for block in removed.unit.blocks_around(removed.what.block) if block.kind in ("for", "comprehension")
    )
    return any(removed.key.path in loop.names for loop in loops) and not project.roles.is_ending(removed.unit)


def _takes_out(project: Project, unit: Unit, removing: list[Step]) -> bool:
    """Whether a function that adds or waits takes out entries itself, or has it done: by what it calls or hands on.

    A future that is cancelled calls what it was told to call when it is done.
    """
    units = [around for each in removing for around in _and_around(project, each.unit)]
    if any(unit.name == each.name for each in units):
        return True
    names = {each.function.name for each in units}
    given = (value for call in unit.function.calls if call.name == "add_done_callback" for value in call.args)
    handed = {name.rpartition(".")[2] for value in given for name in (value.path, *value.names)}
    return not names.isdisjoint(handed.union(call.name for call in unit.function.calls))


def _and_around(project: Project, unit: Unit) -> Iterator[Unit]:
    """A function, and those in which it is defined."""
    around: Unit | None = unit
    while around is not None:
        yield around
        around = project.types.parent(around)


def _waits(project: Project, added: Step) -> Iterator[tuple[Unit, Risk]]:
    """Where the future is waited for: in the function that adds it, or in those to which that one returns it."""
    unit = added.unit
    risk = wait_for_value(project, added) if unit.function.is_async else None
    if risk:
        yield unit, risk
        return
    futures = futures_in(unit, added.value.names if added.value else ())
    if any(leaving.kind == "return" and leaving.value.path in futures for leaving in unit.function.exits):
        for caller, call in callers(project, unit.function.name):
            callees = project.types.callee(caller, call.path) if caller.function.is_async else ()
            if any(each.name == unit.name for each in callees):
                yield from ((caller, each) for each in _waits_for_result(project, caller, call))


def _waits_for_result(project: Project, unit: Unit, call: Call) -> Iterator[Risk]:
    """The place where a function waits for the future that a call has returned to it: at once, or by a name."""
    consumers = (each for each in unit.function.calls if call.use == "argument" and each.order == call.consumer)
    waiting = next((each for each in (call, *consumers) if each.awaited), None)
    if waiting is not None:
        yield from islice((risk for risk in risks(project, unit) if risk.line == waiting.line), 1)
        return
    stores = (store for store in unit.function.stores if store.value.call == call.order)
    names = {store.path for store in stores if store.path.startswith("%")}
    waits = (risk for risk in risks(project, unit) if risk.line >= call.line and not names.isdisjoint(risk.names))
    yield from islice(waits, 1)


def wait_for_value(project: Project, added: Step) -> Risk | None:
    """The place behind the addition where the function waits for the future it has added."""
    return wait_for(project, added.unit, added.what.line, added.value.names if added.value else ())


def wait_for(project: Project, unit: Unit, line: int, names: tuple[str, ...]) -> Risk | None:
    """The place behind a line where a function waits for a future or event that is among these names."""
    futures = futures_in(unit, names)
    waits = (risk for risk in risks(project, unit) if risk.line > line)
    return next((risk for risk in waits if futures.intersection(risk.names)), None)


def futures_in(unit: Unit, names: tuple[str, ...]) -> frozenset[str]:
    """The local futures and events that a value is, or that the record it is was made of.

    What is an object of a class, and is itself awaited, is one as well.
    """
    held = {root_of(name)[0] for name in names if name.startswith("%")}
    stores = [store for store in unit.function.stores if store.kind == "set" and store.key is None]
    held |= {root_of(name)[0] for store in stores if store.path in held for name in store.value.names}
    made = {store.path: store.value.path.removesuffix("()").rpartition(".")[2] for store in stores}
    objects = {each.path for each in unit.function.awaits if made.get(each.path, "")[:1].isupper()}
    waited = {path for path in held if made.get(path) in _AWAITABLE or path in objects}
    channels = {store.value.call for store in stores if store.path in held and re.search(_CHANNELS, store.value.path)}
    return frozenset(waited.union(store.path for store in stores if store.value.call in channels))


def _has_limit(unit: Unit, risk: Risk) -> bool:
    limits = {call.line for call in unit.function.calls if call.path in LIMITING}
    return risk.line in limits or stands_within(unit, risk.block)


def _finding(container: Container, added: Step, removed: Step, waiting: Unit, risk: Risk) -> Finding:
    limited = _has_limit(waiting, risk)
    confidence: Confidence = "high" if limited else "medium"
    when = "the wait times out or is cancelled" if limited else "the wait is cancelled"
    key = plain(added.key.path or next(iter(added.key.names), ""))
    return finding(
        CODE,
        added.unit,
        added.what,
        f"`{container.name}` keeps `{key}` when {when}: only `{removed.unit.function.qualname}()` removes it, when the "
        f"reply comes. Every call without a reply leaves its entry behind. Remove it in a `finally` around the wait.",
        subject=container.path if container.family else container.attribute,
        confidence=confidence,
        owner=added.unit.function.qualname,
        evidence=(
            seen(removed.unit, removed.what, "the entry is removed here, when the reply comes"),
            seen(waiting, risk.line, "the reply is waited for here"),
            seen(container.unit, container.store, f"`{container.name}` is made here"),
        ),
    )

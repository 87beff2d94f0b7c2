"""WSH407: a group, channel or consumer is joined, and not left when the connection ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wshygiene_checks.facts import Call, Value
from wshygiene_checks.finding import Confidence, Evidence, Finding
from wshygiene_checks.packs import Entry
from wshygiene_checks.project import (
    Acquisition,
    Did,
    Family,
    Obligation,
    Project,
    Unit,
    obligations_of,
    of_locals,
    places_in,
    root_of,
)
from wshygiene_checks.rules.computed import is_dynamic
from wshygiene_checks.rules.connections.groups import Membership, closing_units, is_same, memberships
from wshygiene_checks.rules.connections.handle_not_given_back import handles_not_given_back
from wshygiene_checks.rules.connections.judging import judged
from wshygiene_checks.rules.connections.locals import locals_of
from wshygiene_checks.rules.connections.resources import is_double, is_open
from wshygiene_checks.rules.connections.teardown import ENDS, is_own, reached_from, teardown_of
from wshygiene_checks.rules.findings import finding, lower, plain, seen

CODE = "WSH407"
_LEAVING = frozenset({"unsubscribe", "punsubscribe", "sunsubscribe"})


def find(project: Project) -> Iterator[Finding]:
    """Groups that a consumer stays in, and subscriptions that outlive the object that made them."""
    yield from _groups(project)
    for acquisition in project.of_kind("subscription"):
        if _is_own_kind(acquisition):
            yield from _kept(project, acquisition)
            yield from _on_receiver(project, acquisition)
    for local in locals_of(project, "subscription"):
        entry = local.acquisition.entry
        ended = _unsubscribes(local.flow.methods) or _ends_receiver(project, None, local.acquisition)
        if entry.lifetime != "receiver" and local.never_released and not ended:
            yield _local(local.acquisition, local.name, local.sure)
    yield from handles_not_given_back(project)


def _is_own_kind(acquisition: Acquisition) -> bool:
    """Whether it is more than a handler added to an emitter, of which WSH1xx speaks."""
    entry = acquisition.entry
    return entry.awaited or entry.handler_arg is None or acquisition.how == "qualified"


def _groups(project: Project) -> Iterator[Finding]:
    seen_calls: set[tuple[str, int]] = set()
    for name in project.families.classes:
        is_read = "group_add" in project.families.classes[name].file.loaded
        family = project.families.family(name) if is_read else None
        if family is None or is_double(family):
            continue
        for joined in memberships(family, "group_add"):
            place = (joined.unit.name, joined.call.order)
            if place not in seen_calls and joined.unit.owner == name:
                seen_calls.add(place)
                yield from _group(project, family, joined)


def _group(project: Project, family: Family, joined: Membership) -> Iterator[Finding]:
    closing = reached_from(project, family, closing_units(project, family))
    left = list(memberships(family, "group_discard"))
    same = [each for each in left if is_same(joined, each)]
    if any(closing.runs(each.unit) for each in same):
        return
    owner, group = family.main.definition.qualname, _written(joined.group)
    evidence = [seen(each.unit, each.call, f"`{each.unit.function.name}` leaves a group here") for each in left[:2]]
    evidence += [seen(unit, unit.function.line, "the connection ends here") for unit in closing.roots[:1]]
    when = f"only in `{same[0].unit.function.name}`, not when the connection ends" if same else "nowhere"
    message = (
        f"`{owner}` joins the group {group} and leaves it {when}. The channel layer keeps the channel, and sends to it "
        f"after the connection is gone. Call `group_discard` with the same group in `disconnect`."
    )
    in_consumer = project.roles.lifetime(family) == "connection" and not family.unknown_bases
    confidence: Confidence = "high" if in_consumer else "medium"
    subject = f"group_add({_plain(joined.group)})"
    yield finding(
        CODE, joined.unit, joined.call, message, subject=subject, confidence=confidence, owner=owner, evidence=evidence
    )


def _plain(group: Value | None) -> str:
    return plain(group.path) if group is not None and group.path else "..."


def _written(group: Value | None) -> str:
    return f"`{_plain(group)}`" if group is not None and group.path else "it builds here"


def _kept(project: Project, acquisition: Acquisition) -> Iterator[Finding]:
    if acquisition.entry.returns != "handle":
        return
    for obligation in obligations_of(project, acquisition):
        family = obligation.family
        if family is None or is_double(family) or not is_open(project, obligation):
            continue
        if _unsubscribes(obligation.place.called) or _ends_receiver(project, family, acquisition):
            continue
        yield _finding(project, acquisition, family, plain(obligation.root), obligation)


def _on_receiver(project: Project, acquisition: Acquisition) -> Iterator[Finding]:
    """Subscriptions that return nothing, on a receiver that somebody else made."""
    unit, call, entry = acquisition.unit, acquisition.call, acquisition.entry
    family, root = project.family(unit), root_of(call.receiver)[0]
    if entry.returns != "nothing" or family is None or not root.startswith("self.") or is_double(family):
        return
    if any(is_dynamic(each) for each in family.units):
        return
    if is_own(family, root) or family.places[root].calls_to((*entry.release, *entry.release_all)):
        return
    if not project.done_to(family, root[5:]) & {*entry.release, *entry.release_all}:
        yield _finding(project, acquisition, family, plain(call.receiver), None)


def _unsubscribes(methods: Iterable[Did[Call]]) -> bool:
    return any(did.what.name in _LEAVING for did in methods)


def _ends_receiver(project: Project, family: Family | None, acquisition: Acquisition) -> bool:
    """Whether the class, or the function with a local, ends what it subscribed on, and with that all subscriptions."""
    root, beyond = root_of(acquisition.call.receiver)
    places = places_in((acquisition.unit,), of_locals) if family is None else family.places
    if not root.startswith("%" if family is None else "self."):
        return False
    place, owners = places[root], project.matcher.owners
    taken = [did for did in place.handed if any(each.takes == "owns" for each in owners(did.unit, did.what))]
    ended = place.calls_to(ENDS | set(acquisition.entry.release_all))
    return any(beyond.startswith(did.part) for did in (*taken, *ended))


def _finding(
    project: Project, acquisition: Acquisition, family: Family, name: str, obligation: Obligation | None
) -> Finding:
    owner, teardown = family.main.definition.qualname, teardown_of(project, family)
    confidence: Confidence = "high" if teardown.roots else "medium"
    confidence = judged(project, family, obligation, confidence) if obligation else lower(confidence)
    where = f"in `{teardown.name}`" if teardown.roots else "when it is done"
    message = (
        f"`{owner}` subscribes with `{plain(acquisition.call.path)}`, and nothing in it unsubscribes. "
        f"Messages keep coming, and keep `{owner}` alive, after it has ended. "
        f"{_advice(acquisition.entry, name)} {where}."
    )
    evidence = _missing(teardown.roots)
    return finding(
        CODE,
        acquisition.unit,
        acquisition.call,
        message,
        subject=name,
        confidence=confidence,
        owner=owner,
        evidence=evidence,
    )


def _missing(roots: tuple[Unit, ...]) -> list[Evidence]:
    return [seen(unit, unit.function.line, f"`{unit.function.name}` does not unsubscribe") for unit in roots[:1]]


def _advice(entry: Entry, name: str) -> str:
    how = entry.release[0]
    return f"Pass `{name}` to `{how}`" if entry.release_on == "argument" else f"Call `{name}.{how}()`"


def _local(acquisition: Acquisition, name: str, sure: bool) -> Finding:
    subject, is_async = plain(name), acquisition.unit.function.is_async
    how, entered = acquisition.entry.ending(is_async=is_async), acquisition.entry.or_entered(is_async)
    message = (
        f"`{subject}` subscribes, and nothing in `{acquisition.unit.function.name}` closes it. "
        f"Its connection stays subscribed when the function ends. Call `{how}` in `finally`{entered}."
    )
    confidence: Confidence = "high" if sure else "medium"
    return finding(CODE, acquisition.unit, acquisition.call, message, subject=subject, confidence=confidence)

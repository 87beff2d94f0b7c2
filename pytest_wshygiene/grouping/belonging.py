"""One connection, one leak: sockets, keepalive tasks and timers go into the resource that they belong to."""

from __future__ import annotations

from functools import cache

from pytest_wshygiene.grouping.joining import Group, joined
from pytest_wshygiene.grouping.one_object import of_one_object
from pytest_wshygiene.grouping.surroundings import calls_users, children_of_users, is_users, surroundings
from pytest_wshygiene.model import KINDS
from pytest_wshygiene.ownership.origin import is_first_party
from pytest_wshygiene.probes.loops import is_run_by_library
from pytest_wshygiene.probes.panel import Suspect
from pytest_wshygiene.probes.sockets import is_listening
from pytest_wshygiene.probes.tasks import is_trio, task_code
from pytest_wshygiene.references.following import attributes, reachable

#: Kinds that other resources can be part of; the first ones hold the later ones.
_WHOLES = ("server", "session", "subscription", "connection", "executor", "event loop")
_PARTS = frozenset({"socket", "task", "timer", "thread", "process", "executor", "event loop", "lock", "descriptor"})
#: Objects looked at from one frame before a task counts as unrelated.
_NEAR = 200


def _rank(kind: str) -> int:
    return KINDS.index(kind) if kind in KINDS else len(KINDS)  # a kind of somebody's own probe comes last


def group(suspects: list[Suspect]) -> list[Group]:
    """Sort suspects into resources and their parts, in the order of ``KINDS``."""
    ordered = sorted(suspects, key=lambda suspect: _rank(suspect.record.kind))
    taken: dict[int, Group] = {}
    groups: list[Group] = []
    wholes = [suspect for suspect in ordered if suspect.record.kind in _WHOLES]
    stops = {id(suspect.resource) for suspect in wholes}
    inner = _inner(suspects)
    stops -= inner.keys()
    alone = children_of_users(suspects)
    for whole in wholes:
        if id(whole.resource) in inner or id(whole.resource) in taken:
            continue
        made = Group(whole)
        made.parts = [suspect for suspect in wholes if inner.get(id(suspect.resource)) == id(whole.resource)]
        taken.update(dict.fromkeys((id(part.resource) for part in made.parts), made))
        groups.append(made)
        loose = [each for each in ordered if id(each.resource) not in alone]
        inner_ones = [whole, *made.parts]
        for holder in inner_ones:
            _take_down(made, holder, loose, stops, taken)
        for holder in [part for part in made.parts[len(inner_ones) - 1 :] if part.record.kind == "event loop"]:
            _take_down(made, holder, loose, stops, taken)
        _take_what_runs(made, ordered, taken)
    for suspect in ordered:
        if suspect.record.kind in _WHOLES or id(suspect.resource) in taken:
            continue
        home = _home(suspect, groups) if id(suspect.resource) not in alone else None
        if home is not None:
            home.parts.append(suspect)
            taken[id(suspect.resource)] = home
        else:
            groups.append(Group(suspect))
    return of_one_object(joined(groups))


def _inner(suspects: list[Suspect]) -> dict[int, int]:
    """Sessions and connections that a library opened for one opened before them, by identity: they close with it."""
    found: dict[int, int] = {}
    nested = [suspect for suspect in suspects if suspect.record.kind in ("session", "connection")]
    marks = {id(suspect.resource) for suspect in nested}

    @cache
    def near(at: int) -> set[int]:  # once for each of them: of many that are left, all pairs would take minutes
        resource = nested[at].resource
        return reachable([resource], marks - {id(resource)}, set(), most=_NEAR)

    for index, later in enumerate(nested):
        sites = later.record.sites
        if not sites or is_first_party(sites[0][0].co_filename):
            continue
        mark = id(later.resource)
        for before, earlier in enumerate(nested[:index]):
            outer = id(earlier.resource)
            if outer in near(index) or mark in near(before):
                found[mark] = found.get(outer, outer)
                break
    return found


def _take_down(made: Group, holder: Suspect, suspects: list[Suspect], stops: set[int], taken: dict[int, Group]) -> None:
    """Move what the resource itself refers to into its group."""
    wanted = {
        id(suspect.resource): suspect
        for suspect in suspects
        if suspect.record.kind in _PARTS and suspect is not made.whole and id(suspect.resource) not in taken
    }
    own = id(holder.resource)
    if holder.record.kind == "event loop":  # it leads to everything that is scheduled on it
        found = {id(value) for value in attributes(holder.resource).values()} & set(wanted)
    else:
        pool = getattr(holder.resource, "connection_pool", None) if made.whole.record.kind == "subscription" else None
        found = reachable([holder.resource], set(wanted), stops - {own} | {id(pool)})
    for mark in found:
        part = wanted[mark]
        if part.record.kind == "task" and is_users(task_code(part.resource)):
            continue
        if part.record.kind == "timer" and calls_users(part.resource):
            continue  # reached through a reading task of the user's, or a protocol: to be cancelled by itself
        if part.record.kind == "event loop" and not is_run_by_library(part.record.sites):
            continue  # that is closed by itself
        if part.record.kind == "socket" and made.whole.record.kind == "connection" and is_listening(part.resource):
            continue  # it ends with its server, not with what that has accepted
        made.parts.append(part)
        taken[mark] = made


def _take_what_runs(made: Group, suspects: list[Suspect], taken: dict[int, Group]) -> None:
    """Move what is scheduled on the loop of a test client into its group: what its application ends comes after it."""
    loops = {id(part.resource) for part in made.parts if part.record.kind == "event loop"}
    for suspect in suspects if loops and made.whole.record.kind != "event loop" else ():
        resource = suspect.resource
        if suspect.record.kind not in ("task", "timer") or id(resource) in taken or is_trio(resource):
            continue
        if id(resource.get_loop() if suspect.record.kind == "task" else getattr(resource, "_loop", None)) in loops:
            made.parts.append(suspect)
            taken[id(resource)] = made


def _home(suspect: Suspect, groups: list[Group]) -> Group | None:
    """The group that a library's task, timer, thread or loop works for; None for what stands on its own."""
    alike = "timer" if suspect.record.kind == "timer" else ""  # each of them is to be cancelled, wherever it leads
    wholes = {id(made.whole.resource): made for made in groups if made.whole.record.kind != alike}
    inner = [(part.resource, made) for made in groups for part in made.parts if part.record.kind in _WHOLES]
    wholes |= {id(resource): made for resource, made in inner}
    if not wholes:
        return None
    near = surroundings(suspect, [*(made.whole.resource for made in groups), *(resource for resource, _ in inner)])
    found = reachable(near, set(wholes), set(wholes), most=_NEAR) | {id(thing) for thing in near if id(thing) in wholes}
    first = next((mark for mark in wholes if mark in found), None)
    return wholes[first] if first is not None else None

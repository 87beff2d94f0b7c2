"""The far end of a connection whose near end is told as a leak, before or next, or is the program's to keep.

A fixture ends before its test is judged: what its server has accepted from the test's client is told with the client.
Where it is the far end that is told, the line that made the server stands for its birth.
"""

from __future__ import annotations

import socket
from collections.abc import Collection, Iterable
from typing import Any

from pytest_wshygiene.grouping.joining import Group, local_and_remote, mark
from pytest_wshygiene.grouping.surroundings import is_users, surroundings
from pytest_wshygiene.ownership.accounts import Account, Record
from pytest_wshygiene.ownership.birth import Site, has_first_party
from pytest_wshygiene.probes.connections import socket_of
from pytest_wshygiene.probes.panel import Panel, Suspect
from pytest_wshygiene.probes.sockets import endpoints
from pytest_wshygiene.references.following import reachable
from pytest_wshygiene.suspended.stacks import thread_stack

_ACCEPTING = socket.socket.accept.__code__
#: How the part of a leak begins that is the far end.
OTHER_SIDE = "other side: "
_NEAR = 200


def without_far_ends(groups: list[Group], everything: Collection[Record], panel: Panel) -> list[Group]:
    """Leave out what a server has accepted from such a client, and the threads that serve it."""
    if not groups:
        return []
    account = groups[0].whole.record.account
    has_been_told = (record for record in everything if record.judged and not record.is_far_end)
    near = (*has_been_told, *(record for record in everything if _answers_for_itself(record, account)))
    told = {_ends(record) for record in near if _is_open(record, panel)} - {None}
    if not told:
        return groups
    far = [made for made in groups if _is_far_end(made, told)]
    lines = {id(suspect.resource) for made in far for suspect in (made.whole, *made.parts)}
    gone = [made for made in groups if made in far or (lines and _serves(made.whole, lines))]
    mark(gone)  # they are not to be told when they are collected, either
    for suspect in (each for made in gone for each in (made.whole, *made.parts)):
        suspect.record.is_far_end = True
    return [made for made in groups if made not in gone]


def _answers_for_itself(record: Record, account: Account) -> bool:
    """True for the program's, and for what somebody has opened who is judged after the fixture that is judged now."""
    kind = record.account.owner.kind
    if kind == "import":
        return True
    is_judged_later = record.account is not account and not record.account.closed
    if kind == "fixture":
        is_judged_later = is_judged_later and record.account.is_standing
    return is_judged_later and account.owner.kind == "fixture" and has_first_party(record.birth)


def _is_far_end(made: Group, told: set[Any]) -> bool:
    everything = (made.whole, *made.parts)
    if has_first_party(made.whole.record.sites) or any(map(_was_dialled, everything)):
        return False
    return any(ends and ends[::-1] in told for ends in (_ends(each.record) for each in everything))


def _was_dialled(suspect: Suspect) -> bool:
    """True for a socket that nobody has accepted, though a library may have made it in a task of its own."""
    if not isinstance(suspect.resource, socket.socket) or getattr(suspect.resource, "server_side", False):
        return False
    return all(code is not _ACCEPTING for code, _ in suspect.record.sites)


def _serves(suspect: Suspect, lines: set[int]) -> bool:
    """True for a library's thread or task that works on such a connection."""
    if suspect.record.kind not in ("thread", "task") or has_first_party(suspect.record.sites):
        return False
    near = surroundings(suspect, []) or (_given_to(suspect.resource) if suspect.record.kind == "thread" else [])
    return bool(reachable(near, lines, set(), most=_NEAR) or lines & {id(thing) for thing in near})


def _given_to(thread: Any) -> list[Any]:
    """What a server's code has at hand in a thread of its own, around the handler of the user's."""
    frames = (frame for frame in thread_stack(thread.ident) if not is_users(frame.f_code))
    return [value for frame in frames for value in frame.f_locals.values()]


def _is_open(record: Record, panel: Panel) -> bool:
    resource = record()
    return resource is not None and panel.is_open(record, resource)


def _ends(record: Record) -> tuple[str, str] | None:
    resource = record()
    if resource is None or record.kind not in ("connection", "socket"):
        return None
    try:
        local, remote = endpoints(socket_of(resource) if record.kind == "connection" else resource)
    except Exception:  # a library's connection that is half built
        return None
    return (local, remote) if local and remote else None


def other_end(made: Group, panel: Panel, everything: Iterable[Record]) -> Suspect | None:
    """The open other end of the same connection, where it is in this process; whoever owns it."""
    if made.whole.record.kind not in ("connection", "socket"):
        return None
    local, remote = local_and_remote(made.whole)
    if not remote:
        return None
    if made.other is not None:
        return made.other
    seen = [record for kind in ("connection", "socket") for record in everything if record.kind == kind]
    for record in seen:
        resource = record() if record is not made.whole.record else None
        if resource is None or not panel.is_open(record, resource):
            continue
        found = Suspect(record, resource)
        if local_and_remote(found) == (remote, local):
            return found
    return None


def birth_of(suspect: Suspect, everything: Iterable[Record]) -> tuple[Site, ...]:
    """Where it was made; of a connection that came in, where the server was made that has accepted it."""
    record = suspect.record
    if record.kind not in ("connection", "socket") or has_first_party(record.sites):
        return record.birth
    servers = {each.key: each for each in everything if each.kind == "server" and each.account is record.account}
    transport = record.note() if record.kind == "socket" and record.note is not None else None
    accepted = reachable([suspect.resource, transport], set(servers), set(), most=_NEAR)
    return next((servers[mark].birth for mark in accepted), record.birth)

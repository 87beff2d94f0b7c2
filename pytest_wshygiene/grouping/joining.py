"""What else is one leak: both ends of one connection, and a stream's socket with the task that waits for its peer."""

from __future__ import annotations

import asyncio
import linecache
import subprocess
from asyncio.subprocess import Process
from subprocess import Popen
from threading import Thread
from types import FrameType
from typing import Any

from pytest_wshygiene.grouping.surroundings import called_on, goes_on_without, is_users, waited_on
from pytest_wshygiene.ownership.accounts import Record
from pytest_wshygiene.ownership.birth import Site, has_first_party
from pytest_wshygiene.probes.connections import socket_of
from pytest_wshygiene.probes.panel import Suspect
from pytest_wshygiene.probes.processes import PIPES, pipes_of, serves
from pytest_wshygiene.probes.progress import blocked_in, has_room, sending_in
from pytest_wshygiene.probes.sockets import endpoints
from pytest_wshygiene.probes.tasks import coroutine_of, task_name
from pytest_wshygiene.references.following import attributes, keeps
from pytest_wshygiene.suspended.children import parents, waits_of
from pytest_wshygiene.suspended.in_use import generators_in_use
from pytest_wshygiene.suspended.leaving import released_by
from pytest_wshygiene.suspended.stacks import await_chain, thread_stack

_ENDS = ("connection", "socket")


class Group:
    """One leak to be: the resource that somebody must release, and what goes away with it."""

    __slots__ = ("maker", "numbers", "other", "parts", "whole")

    def __init__(self, whole: Suspect) -> None:
        self.whole = whole
        self.parts: list[Suspect] = []
        self.other: Suspect | None = None  # the other end of the same connection, one of the parts
        self.numbers: list[str] = []  # descriptors that go away with it, in words
        self.maker: type | None = None  # the class of the library's object that has opened it, and that ends it


def joined(groups: list[Group]) -> list[Group]:
    """The same groups with those of one connection put together."""
    steps = (
        _threads_joined,
        _readers_joined,
        _children_joined,
        _generators_joined,
        _streams_joined,
        _waits_joined,
        _ends_joined,
    )
    for step in (*steps, _left_joined):
        groups = step(groups) if groups else groups
    return groups


def _threads_joined(groups: list[Group]) -> list[Group]:
    """What a library opens in a thread that runs nothing else, such as what wakes it, ends with the thread."""
    lines = {id(sites): made for made in groups for sites in _lines_of_thread(made.whole)}
    gone = []
    for made in groups if lines else ():
        record = made.whole.record
        home = lines.get(id(record.lineage)) if record.kind == "socket" and not has_first_party(record.sites) else None
        if home is not None:
            home.parts += [made.whole, *made.parts]
            gone.append(made)
    return [made for made in groups if made not in gone]


def _readers_joined(groups: list[Group]) -> list[Group]:
    """A thread or task that reads what a child process writes, or waits for the process, ends with it."""
    processes = [made for made in groups if isinstance(made.whole.resource, (Popen, Process))]
    gone = []
    for made in groups if processes else ():
        home = next((each for each in processes if _reads(made.whole, each.whole.resource)), None)
        if home is not None:
            home.parts += [made.whole, *made.parts]
            gone.append(made)
    return [made for made in groups if made not in gone]


def _reads(suspect: Suspect, process: Any) -> bool:
    """True for a thread or task that is inside a method of the process, or of one of its pipes."""
    if suspect.record.kind == "task":
        return any(serves(thing, process) for thing in waited_on(suspect))
    frames = thread_stack(suspect.resource.ident) if isinstance(suspect.resource, Thread) else []
    return bool(frames) and isinstance(process, Popen) and _is_with(frames[-1], process)


def _is_with(frame: FrameType, process: Popen[Any]) -> bool:
    """True for code that has a pipe of the process at hand, or the process itself in a line that names one."""
    space = frame.f_locals
    if any(value is pipe for value in space.values() for pipe in pipes_of(process)):
        return True
    line = linecache.getline(frame.f_code.co_filename, frame.f_lineno)
    is_at_pipe = any(f".{name}" in line for name in PIPES) or frame.f_code.co_filename == subprocess.__file__
    return is_at_pipe and any(value is process for value in space.values())


def _lines_of_thread(suspect: Suspect) -> list[tuple[Site, ...]]:
    """The births that what is made in a library's thread may refer to."""
    if suspect.record.kind != "thread" or isinstance(suspect.record.note, str):  # that is work in a pool
        return []
    if runs_users(suspect):
        return []
    return [sites for sites in (suspect.record.sites, suspect.record.lineage) if has_first_party(sites)]


def runs_users(suspect: Suspect) -> bool:
    """True for a thread that is in code of the user's."""
    return any(is_users(frame.f_code) for frame in thread_stack(suspect.resource.ident))


def _children_joined(groups: list[Group]) -> list[Group]:
    """A task that is cancelled with another one ends with that, and with what that is a part of."""
    tasks = {id(each.resource): made for made in groups for each in _tasks_of(made)}
    tops = parents(each.resource for made in groups for each in _tasks_of(made)) if len(tasks) > 1 else {}
    gone = []
    for made in groups if tops else ():
        home = tasks.get(tops.get(id(made.whole.resource), 0))
        if home is not None and home is not made:
            home.parts += [made.whole, *made.parts]
            gone.append(made)
    return [made for made in groups if made not in gone]


def _tasks_of(made: Group) -> list[Suspect]:
    return [each for each in (made.whole, *made.parts) if each.record.kind == "task"]


def _generators_joined(groups: list[Group]) -> list[Group]:
    """An async generator that the code of a task, or of another one, is in the middle of ends with that."""
    alone = {id(made.whole.resource): made for made in groups if made.whole.record.kind == "async generator"}
    for made in groups if alone else ():
        used = {mark for each in (made.whole, *made.parts) for mark in _used_by(each)} - {id(made.whole.resource)}
        made.parts += [alone.pop(mark).whole for mark in used & alone.keys()]
    return [made for made in groups if made.whole.record.kind != "async generator" or id(made.whole.resource) in alone]


def _used_by(suspect: Suspect) -> set[int]:
    """The async generators that end with it, by identity."""
    if suspect.record.kind == "task":
        return generators_in_use(coroutine_of(suspect.resource))
    return generators_in_use(suspect.resource) if suspect.record.kind == "async generator" else set()


def _waits_joined(groups: list[Group]) -> list[Group]:
    """A task that waits for nothing but what ends with a connection ends with it, too.

    That is another task, which is part of the connection, or several; or a future that is the library's to settle.
    """
    tasks = {id(part.resource): made for made in groups for part in made.parts if part.record.kind == "task"}
    connections = [made for made in groups if made.whole.record.kind == "connection"]
    waiting = [made for made in groups if made.whole.record.kind == "task"] if tasks or connections else []
    waits = {id(made): waits_of(made.whole.resource) for made in waiting}
    gone: list[Group] = []
    for made in (todo := list(waiting)):
        homes = [tasks.get(id(each)) or _home_of(each, connections) for each in waits[id(made)]]
        home = homes[0] if homes else None
        if home is None or home is made or made in gone or any(other is not home for other in homes):
            continue
        if goes_on_without(made.whole.resource, home.whole.resource):
            continue
        home.parts += [made.whole, *made.parts]
        tasks |= {id(part.resource): home for part in (made.whole, *made.parts)}
        gone.append(made)
        todo += waiting  # others may have waited for this one
    return [made for made in groups if made not in gone]


def _home_of(future: Any, connections: list[Group]) -> Group | None:
    """The connection that has a future among what its library keeps; a task is nobody's."""
    if asyncio.Task in type(future).__mro__:
        return None
    return next((made for made in connections if keeps(made.whole.resource, future)), None)


def _streams_joined(groups: list[Group]) -> list[Group]:
    """A task that waits for a stream, or a thread that reads a socket or accepts from it, ends with that."""
    sockets = [made for made in groups if made.whole.record.kind == "socket"]
    gone = []
    for made in groups if sockets else ():
        is_task = made.whole.record.kind == "task"
        streams = [*waited_on(made.whole), *_served(made.whole)] if is_task else called_on(made.whole)
        home = next(
            (each for each in sockets if any(_is_over(each.whole.resource, stream) for stream in streams)), None
        )
        if home is not None:
            home.parts += [made.whole, *made.parts]
            gone.append(made)
    return [made for made in groups if made not in gone]


def _served(suspect: Suspect) -> list[Any]:
    """What a server's handler has at hand: a library has started it for a connection, and it ends with that."""
    if has_first_party(suspect.record.sites):
        return []
    frames = await_chain(coroutine_of(suspect.resource))
    return list(frames[0].f_locals.values()) if frames else []


def _is_over(sock: Any, stream: Any) -> bool:
    """True for a stream, or its protocol, whose transport is on that socket, or is what was recorded as one.

    The same for the socket itself and for the file that it is read through.
    """
    if stream is sock or attributes(stream).get("_sock") is sock:
        return True
    transport: Any = attributes(stream).get("_transport")
    if not callable(getattr(type(transport), "get_extra_info", None)):  # uvloop's is no class of asyncio's
        return False
    wrapped = transport.get_extra_info("socket")
    return transport is sock or wrapped is sock or getattr(wrapped, "_sock", None) is sock


def _ends_joined(groups: list[Group]) -> list[Group]:
    """One group for two that are the ends of one connection: the better one has the other among its parts."""
    ends = {local_and_remote(made.whole): made for made in groups if made.whole.record.kind in _ENDS}
    inner = {local_and_remote(part): made for made in groups for part in made.parts if _is_clients(made, part)}
    gone = []
    for (local, remote), made in ends.items():
        home = inner.get((remote, local), made) if remote else made
        if home is not made:  # a session has the other end among its parts
            home.parts += [made.whole, *made.parts]
            gone.append(made)
    for (local, remote), made in ends.items():
        other = ends.get((remote, local)) if remote else None
        if other is None or other is made or made in gone or other in gone:
            continue
        kept, lost = sorted((made, other), key=_merit)
        kept.other = lost.whole
        kept.parts += [lost.whole, *lost.parts]
        gone.append(lost)
    return [made for made in groups if made not in gone]


def _left_joined(groups: list[Group]) -> list[Group]:
    """What the code of a task, or of an async generator, releases when it is left ends with that."""
    alone = {id(made.whole.resource): made for made in groups}
    for made in groups if len(groups) > 1 else ():
        todo = [made.whole, *made.parts] if id(made.whole.resource) in alone else []
        for each in todo:
            marks = {id(thing) for thing in released_by(_frames_of(each))} - {id(made.whole.resource)}
            gone = [alone.pop(mark) for mark in marks & alone.keys()]
            todo += [part for other in gone for part in (other.whole, *other.parts)]
        made.parts = todo[1:] or made.parts
    return [made for made in groups if id(made.whole.resource) in alone]


def _frames_of(suspect: Suspect) -> list[FrameType]:
    """Where code is suspended in it, and in what that waits for; outermost first."""
    kind = suspect.record.kind
    awaitable = coroutine_of(suspect.resource) if kind == "task" else suspect.resource
    return await_chain(awaitable) if kind in ("task", "async generator") else []


def _is_clients(made: Group, part: Suspect) -> bool:
    """True for a connection, or the socket of one, that a session has opened."""
    return made.whole.record.kind == "session" and part.record.kind in _ENDS


def local_and_remote(suspect: Suspect) -> tuple[str, str]:
    """Both ends of a connection or socket; "" for what cannot be known."""
    try:
        is_connection = suspect.record.kind == "connection"
        return endpoints(socket_of(suspect.resource) if is_connection else suspect.resource)
    except Exception:  # a library's connection that is half built
        return "", ""


def _merit(made: Group) -> tuple[bool, bool, bool]:
    """A connection says more than a socket, and one that a line of the user's has made more than one that came in.

    A library may make it while it runs a task of the user's line, when the handshake is through.
    """
    record = made.whole.record
    return record.kind != "connection", not has_first_party(record.sites), not has_first_party(record.lineage)


def blocked(made: Group) -> list[str]:
    """Where tasks and threads wait for the peer to read, once for each such place."""
    told: dict[str, None] = {}
    for part in (made.whole, *made.parts):
        place, name = "", "a thread"
        if part.record.kind == "task":
            place, name = blocked_in(await_chain(coroutine_of(part.resource))), f"`{task_name(part.resource)}()`"
        elif isinstance(part.resource, Thread) and not any(map(has_room, _sockets_of(made))):
            place = sending_in(thread_stack(part.resource.ident))
        if place:
            told[f"{name} is blocked in {place}"] = None
    return list(told)


def _sockets_of(made: Group) -> list[Any]:
    whole = [part for part in (made.whole, *made.parts) if part.record.kind in _ENDS]
    return [socket_of(part.resource) if part.record.kind == "connection" else part.resource for part in whole]


def mark(groups: list[Group]) -> None:
    """What has been told once is told."""
    for made in groups:
        for suspect in (made.whole, *made.parts):
            suspect.record.judged = True
        for part in made.parts:
            part.record.is_part = True


def example_of(record: Record) -> list[str]:
    """The example of a property-based test that made it; of many that are told as one leak, the first."""
    return [] if record.example is None else [f"made in example {record.example}"]

"""The parts of one leak in words: what belongs to a connection, its other side, and the task that leaves it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from threading import Thread
from types import FrameType, MethodType
from typing import Any

from pytest_wshygiene.evidence.releasing import close_at_hand
from pytest_wshygiene.grouping.far_ends import OTHER_SIDE, other_end
from pytest_wshygiene.grouping.joining import Group, local_and_remote
from pytest_wshygiene.grouping.surroundings import called_on, is_users
from pytest_wshygiene.ownership.accounts import Record
from pytest_wshygiene.ownership.origin import is_first_party, is_stdlib
from pytest_wshygiene.probes.base import Look
from pytest_wshygiene.probes.panel import Panel, Suspect
from pytest_wshygiene.probes.sockets import UNNAMED
from pytest_wshygiene.probes.tasks import coroutine_of, task_code, task_name
from pytest_wshygiene.references.following import attributes, is_library
from pytest_wshygiene.references.methods import is_method
from pytest_wshygiene.suspended.in_use import will_leave
from pytest_wshygiene.suspended.stacks import await_chain, thread_stack

#: A call that is to be awaited: of what, and of which method.
_AWAITED = re.compile(r"`await ([^`]+)\.(\w+)\(")


def parts_of(made: Group, panel: Panel) -> list[str]:
    """What else of the connection is open: each with its kind, and what it is doing."""
    texts = []  # what the user has written comes first: it says most
    for part in sorted(made.parts, key=_is_of_library):
        if part is made.other:
            continue
        look = panel.look(part)
        runs = part.record.kind in ("task", "timer", "thread")
        state = f"{look.subject} ({look.state})" if runs else look.state
        texts.append(f"{part.record.kind} {state.partition('; ')[0] if part.record.kind == 'socket' else state}")
    return [*texts, *made.numbers]


def other_side(made: Group, panel: Panel, everything: Iterable[Record]) -> list[str]:
    """The same connection seen from this process's other end: part of the same leak, whoever owns it."""
    other = other_end(made, panel, everything)
    if other is None:
        return []
    local, remote = local_and_remote(made.whole)
    told = _other_told(other.record, other.resource, remote, local)
    if other is made.other:
        more = panel.look(other).state.partition("; ")[2]
        return [f"{told}; {more}" if more else told]
    return [told + (", told as a leak of its own before" if other.record.judged else "")]


def own_parts(made: Group) -> list[Suspect]:
    """Parts that hold the whole because it has made them; a task of the user's may be why it is alive."""
    return [part for part in made.parts if _is_own(part) and not _is_started_by_user(part)]


def release_through_task(made: Group) -> str:
    """The advice for a connection that a task of the user's leaves when it is cancelled: it may open it anew."""
    tasks = [] if made.whole.record.kind != "connection" else [part for part in made.parts if not _is_own(part)]
    for part in tasks:
        if will_leave(coroutine_of(part.resource), made.whole.resource):
            return f"cancel the task that runs `{task_name(part.resource)}()`, then await it: it leaves the connection"
    return ""


def release_through_thread(made: Group) -> str:
    """The advice for a subscription that a thread of a library's reads: it is the thread that is told to stop."""
    for part in made.parts if made.whole.record.kind == "subscription" else ():
        cls = type(part.resource)
        if part.record.kind == "thread" and cls is not Thread and is_library(cls) and is_method(cls, "stop"):
            return f"keep the `{cls.__name__}`; at the end its `stop()`, then its `join()`"
    return ""


def waking(made: Group, look: Look) -> Look:
    """The same look, with what wakes a thread of the user's that is blocked in a socket: closing that does not."""
    reads = any(part.record.kind == "thread" and called_on(part) for part in made.parts)
    if not reads or made.whole.record.kind != "socket":
        return look
    return replace(look, release="`sock.shutdown(socket.SHUT_RDWR)`, then `sock.close()`, and join the thread")


def release_with_its_task(made: Group) -> str:
    """The advice for a socket that a task of the user's waits for inside of a client at hand; "" for all else."""
    for part in made.parts if made.whole.record.kind == "socket" else ():
        if part.record.kind == "task" and is_users(task_code(part.resource)):
            frames = [frame for frame in await_chain(coroutine_of(part.resource)) if is_users(frame.f_code)]
            if call := close_at_hand(reversed(frames), made.whole.resource):
                return f"cancel the task that runs `{task_name(part.resource)}()`, then await it, and at its end {call}"
    return ""


def release_in_its_thread(made: Group, panel: Panel, asked: str) -> str:
    """The advice for a server on a loop in a thread of its own: nobody else may close it, or await what does.

    ``asked`` is the advice without the thread; it names the object that the thread runs a method of, if that is there.
    """
    is_on_loop = any(part.record.kind == "event loop" for part in made.parts)
    for part in made.parts if made.whole.record.kind == "server" and is_on_loop else ():
        if type(part.resource) is Thread:
            runs, target = panel.look(part).subject, attributes(part.resource).get("_target")
            call = _AWAITED.search(asked)
            if call and type(target) is MethodType and is_method(type(target.__self__), call[2]):
                runs = f"{call[1]}.{target.__func__.__name__}()"
            return f"tell `{runs}` in its thread to stop, then `thread.join()`"
    return ""


def _other_told(record: Record, resource: Any, local: str, remote: str) -> str:
    ends = f"{local or UNNAMED} -> {remote or UNNAMED}"
    return f"{OTHER_SIDE}{type(resource).__qualname__} {ends}, of {record.account.owner}"


def _is_started_by_user(part: Suspect) -> bool:
    """True for a task that a line of the user's has started, such as that of a connection's ``recv()``."""
    callers = (code.co_filename for code, _ in part.record.sites if not is_stdlib(code.co_filename))
    return part.record.kind == "task" and is_first_party(next(callers, ""))


def _is_own(part: Suspect) -> bool:
    return part.record.kind != "task" or not is_users(task_code(part.resource))


def _is_of_library(part: Suspect) -> bool:
    """False for a task or thread that stands in code of the user's."""
    frames: list[FrameType] = []
    if part.record.kind == "task":
        frames = await_chain(coroutine_of(part.resource))
    elif part.record.kind == "thread" and not isinstance(part.record.note, str):  # not work in a pool
        frames = thread_stack(part.resource.ident)
    return not any(is_users(frame.f_code) for frame in frames)

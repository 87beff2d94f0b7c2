"""One object, one leak: what a library's object has opened for the line that called it ends with that object.

A client with a socket, a thread that reads it and a pair of sockets that wake the thread is closed once.
"""

from __future__ import annotations

from functools import partial
from itertools import zip_longest
from typing import Any

from pytest_wshygiene.grouping.joining import Group, runs_users
from pytest_wshygiene.grouping.surroundings import calls_users, is_users
from pytest_wshygiene.probes.panel import Suspect
from pytest_wshygiene.probes.sockets import is_listening
from pytest_wshygiene.probes.tasks import coroutine_of, task_code
from pytest_wshygiene.references.following import is_library, is_loop
from pytest_wshygiene.references.makers import (
    called_from_users,
    can_be_ended,
    classes_of,
    keeps_as_its_own,
    objects_of,
)
from pytest_wshygiene.references.methods import CANCELS
from pytest_wshygiene.suspended.stacks import await_chain

#: Kinds that an object opens to do its work, the one that says most first. Others have a probe of their own.
_INNER = ("executor", "event loop", "thread", "socket", "task", "timer", "lock")


def of_one_object(groups: list[Group]) -> list[Group]:
    """The same groups with those put together that one object of a library keeps; each has a note of its class.

    What an event loop keeps, it keeps for all that run on it.
    """
    inner = [made for made in groups if _is_inner(made.whole)]
    classes = {id(made): _classes(made.whole) for made in inner}
    gone: list[Group] = []
    called = dict.fromkeys(cls for found in zip_longest(*classes.values()) for cls in found if cls is not None)
    for thing in sorted(objects_of(called), key=partial(_distance, list(called))):
        own = [made for made in inner if made not in gone and keeps_as_its_own(thing, _held(made.whole))]
        cls = type(thing)
        if is_loop(thing) or not is_library(cls) or not any(set(classes[id(made)]) & set(cls.__mro__) for made in own):
            continue
        home, *others = sorted(own, key=lambda made: (made.whole.resource is not thing, _merit(made)))
        home.maker = home.maker or cls
        _put_first(home, thing)
        for made in others:
            home.parts += [made.whole, *made.parts]
        gone += others
    return [made for made in groups if made not in gone]


def _classes(suspect: Suspect) -> list[type]:
    """The classes of objects whose methods the user's line has called, as far as they can be ended."""
    called, more = called_from_users(suspect.record.birth), CANCELS.get(suspect.record.kind, ())
    return [cls for code in called for cls in classes_of(code) if can_be_ended(cls, *more)]


def _put_first(made: Group, thing: object) -> None:
    """An object that is a thread itself is the whole, and not the threads that it has started."""
    for at, part in enumerate(made.parts):
        if part.resource is thing and part.record.kind == made.whole.record.kind:
            made.whole, made.parts[at] = part, made.whole


def _distance(called: list[type], thing: object) -> int:
    """How far from the user's line its methods were called: who was asked first has asked the others."""
    mro = type(thing).__mro__
    return next(at for at, cls in enumerate(called) if cls in mro)


def _held(suspect: Suspect) -> Any:
    return suspect.resource.lock() if suspect.record.kind == "lock" else suspect.resource


def _is_inner(suspect: Suspect) -> bool:
    """True for what a library has opened for itself, and runs nothing of the user's."""
    resource: Any = suspect.resource
    match suspect.record.kind:
        case "task":
            code = task_code(resource)
            return not any(map(is_users, (code, *(frame.f_code for frame in await_chain(coroutine_of(resource))))))
        case "timer":
            return not calls_users(resource)
        case "thread":
            return not isinstance(suspect.record.note, str) and not runs_users(suspect)
        case "socket":
            return not is_listening(resource)
        case kind:
            return kind in _INNER


def _merit(made: Group) -> int:
    return _INNER.index(made.whole.record.kind)

"""What a library's task, timer, thread or loop works for: the objects around its code that may be a connection.

What runs the user's own code stands on its own: it needs a release of its own. The exceptions are a task that is
blocked inside a connection's method, which ends when the connection does, and what a connection's library runs of it
where the library itself is the project that is tested.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import BuiltinMethodType, CodeType, FunctionType, MethodType
from typing import Any

from pytest_wshygiene.ownership.origin import is_first_party, is_stdlib
from pytest_wshygiene.probes.connections import is_its_own
from pytest_wshygiene.probes.panel import Suspect
from pytest_wshygiene.probes.tasks import coroutine_of, task_code
from pytest_wshygiene.suspended.calling import called_in
from pytest_wshygiene.suspended.carrying_on import carries_on
from pytest_wshygiene.suspended.children import parents
from pytest_wshygiene.suspended.in_use import will_leave
from pytest_wshygiene.suspended.stacks import await_chain, thread_stack

Wholes = list[Any]


def surroundings(suspect: Suspect, wholes: Wholes) -> list[Any]:
    """The objects to start from in search of the one of ``wholes`` that ``suspect`` is a part of; empty for none."""
    look = _LOOKS.get(suspect.record.kind)
    return look(suspect, wholes) if look is not None else []


def waited_on(suspect: Suspect) -> list[Any]:
    """The objects of the standard library in whose methods a task waits; empty where it waits in a line of its own."""
    frames = await_chain(coroutine_of(suspect.resource))
    if not frames or is_users(frames[-1].f_code):
        return []
    return [frame.f_locals.get("self") for frame in frames if is_stdlib(frame.f_code.co_filename)]


def called_on(suspect: Suspect) -> list[Any]:
    """What a thread of the user's is in a call of, and what that works on; empty for one that goes on without it."""
    if suspect.record.kind != "thread" or isinstance(suspect.record.note, str):  # that is work in a pool
        return []
    stack = thread_stack(suspect.resource.ident)
    users = [at for at, frame in enumerate(stack) if is_users(frame.f_code)]
    if not users:
        return []
    called = called_in(stack[users[-1]])
    inner = [frame.f_locals.get("self") for frame in stack[users[-1] + 1 :]]
    things = [each for each in (called and called.receiver, *inner) if each is not None]
    frames = [stack[at] for at in users]
    return [each for each in things if not carries_on(frames, each)]


def goes_on_without(task: Any, connection: object) -> bool:
    """True for a task of the user's that opens another connection when this one ends, and does not leave it itself."""
    coroutine = coroutine_of(task)
    users = [frame for frame in await_chain(coroutine) if is_users(frame.f_code)]
    return carries_on(users, connection) and not will_leave(coroutine, connection)


def is_users(code: CodeType | None) -> bool:
    """True for code of the user's own."""
    return code is not None and is_first_party(code.co_filename)


def children_of_users(suspects: Iterable[Suspect]) -> set[int]:
    """Tasks that only sleep, or wait for an event or a queue, and are cancelled with a task of the user's, by identity.

    They are that task's, whatever else it has at hand.
    """
    tasks = {id(each.resource): each.resource for each in suspects if each.record.kind == "task"}
    tops = parents(tasks.values())
    return {
        mark
        for mark, top in tops.items()
        if is_users(task_code(tasks[top]))
        and all(is_stdlib(frame.f_code.co_filename) for frame in await_chain(coroutine_of(tasks[mark])))
    }


def _of_task(suspect: Suspect, wholes: Wholes) -> list[Any]:
    frames = await_chain(coroutine_of(suspect.resource))
    if frames and (own := _its_own(frames[0].f_locals.get("self"), frames[0].f_globals.get("__name__"), wholes)):
        return own
    library = [frame for frame in frames if not is_users(frame.f_code)]
    if not library:
        return []
    served = [frame.f_locals.get("self") for frame in library]
    methods = [thing for thing in served if any(thing is whole for whole in wholes)]
    if is_users(task_code(suspect.resource)):
        ends_with = [thing for thing in methods if not goes_on_without(suspect.resource, thing)]
        return ends_with if library[-1] is frames[-1] else []
    return methods or [value for frame in library for value in frame.f_locals.values()]


def _its_own(thing: Any, module: object, wholes: Wholes) -> list[Any]:
    """The connection among ``wholes`` whose method runs, in its library's code; empty for everything else."""
    return [whole for whole in wholes if whole is thing and is_its_own(whole, module)]


def calls_users(timer: Any) -> bool:
    """True for a timer that calls the user's code."""
    callback = _callback_of(timer)
    function = callback.__func__ if type(callback) is MethodType else callback
    return type(function) is FunctionType and is_users(function.__code__)


def _callback_of(timer: Any) -> Any:
    return getattr(timer, "_callback", None)  # uvloop's handle does not give it away


def _of_timer(suspect: Suspect, wholes: Wholes) -> list[Any]:
    if calls_users(suspect.resource):
        return []
    callback = _callback_of(suspect.resource)
    owner = callback.__self__ if type(callback) in (MethodType, BuiltinMethodType) else None
    return [owner, *(getattr(suspect.resource, "_args", None) or ())]


def _of_thread(suspect: Suspect, wholes: Wholes) -> list[Any]:
    if isinstance(suspect.record.note, str):  # work in a pool, not a thread
        return []
    target = vars(suspect.resource).get("_target")
    module = getattr(target.__func__, "__module__", "") if type(target) is MethodType else ""
    if module and (own := _its_own(target.__self__, module, wholes)):
        return own
    stack = thread_stack(suspect.resource.ident)
    users = [at for at, frame in enumerate(stack) if is_users(frame.f_code)]
    if users:
        inner = [frame.f_locals.get("self") for frame in stack[users[-1] + 1 :]]
        return [thing for thing in inner if any(thing is whole for whole in wholes)]
    return [target, *(frame.f_locals.get("self") for frame in stack)]


def _of_lock(suspect: Suspect, wholes: Wholes) -> list[Any]:
    taker = suspect.resource.taker() if suspect.resource.taker is not None else None
    return [taker] if taker is not None else []


def _of_loop(suspect: Suspect, wholes: Wholes) -> list[Any]:
    ident = getattr(suspect.resource, "_thread_id", None)
    return [whole for whole in wholes if getattr(whole, "ident", 0) == ident]


_LOOKS: dict[str, Callable[[Suspect, Wholes], list[Any]]] = {
    "task": _of_task,
    "timer": _of_timer,
    "thread": _of_thread,
    "lock": _of_lock,
    "event loop": _of_loop,
}

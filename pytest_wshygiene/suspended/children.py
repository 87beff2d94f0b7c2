"""What tasks wait for, and which are cancelled with another one that waits for them: they need no release of their own.

Cancelled with it is what a task awaits directly, through ``gather`` or ``wait_for``, or has started in a ``TaskGroup``;
what it only looks at, as in ``asyncio.wait`` or ``shield``, goes on without it.
"""

from __future__ import annotations

import asyncio
from asyncio import Future, Task, TaskGroup
from collections.abc import Iterable, Mapping
from typing import Any

from pytest_wshygiene.suspended.stacks import await_chain

_GATHERING = getattr(asyncio.tasks, "_GatheringFuture", None)
_WAIT_FOR = asyncio.wait_for.__code__
_WAIT = getattr(vars(asyncio.tasks).get("_wait"), "__code__", None)
#: Newer Pythons wait for the tasks of a group in a method of its own.
_LEAVE_GROUP = frozenset(
    method.__code__ for name in ("__aexit__", "_aexit") if (method := getattr(TaskGroup, name, None)) is not None
)
_OF_SHIELD = "shield.<locals>._outer_done_callback"


def parents(tasks: Iterable[Any]) -> dict[int, int]:
    """Which of these tasks of asyncio's is cancelled with which other one of them, by identity."""
    known = {id(task): task for task in tasks if Task in type(task).__mro__}
    found: dict[int, int] = {}
    for mark, task in known.items() if len(known) > 1 else ():
        found |= {id(child): mark for child in _awaited_by(task) if id(child) in known and id(child) != mark}
        group = group_of(task)
        if group is not None and id(group._parent_task) in known:
            found[mark] = id(group._parent_task)
    return {mark: top for mark in found if (top := _top(mark, found)) is not None}


def _awaited_by(task: Any) -> list[Any]:
    """What its cancellation is handed on to."""
    waiter = getattr(task, "_fut_waiter", None)
    inner = [frame.f_locals.get("fut") for frame in await_chain(task.get_coro()) if frame.f_code is _WAIT_FOR]
    gathered = getattr(waiter, "_children", ()) if type(waiter) is _GATHERING else ()
    return [waiter, *gathered, *inner]


def waits_of(task: Any) -> list[Any]:
    """The tasks and futures of asyncio's that a task cannot go on without; one that is shielded from it is one, too."""
    waiter: Any = getattr(task, "_fut_waiter", None)
    frames = await_chain(task.get_coro()) if waiter is not None else []
    if not frames:
        return []
    frame = frames[-1]
    if frame.f_code is _WAIT_FOR and Future in type(frame.f_locals.get("fut")).__mro__:  # before Python 3.12
        waiter = frame.f_locals["fut"]
    elif frame.f_code is _WAIT:
        return _pending(frame.f_locals["fs"])
    elif frame.f_code in _LEAVE_GROUP:
        return _pending(frame.f_locals["self"]._tasks)
    if type(waiter) is _GATHERING:
        return _pending(waiter._children)
    return [_shielded(waiter) or waiter]


def _pending(futures: Iterable[Any]) -> list[Any]:
    return [each for each in futures if not each.done()]


def _shielded(outer: Any) -> Any:
    """The future that ``asyncio.shield`` waits for on behalf of whoever waits for ``outer``; None where it does not."""
    for callback, _ in getattr(outer, "_callbacks", None) or ():
        if getattr(callback, "__qualname__", "") == _OF_SHIELD:
            around = dict(zip(callback.__code__.co_freevars, callback.__closure__ or (), strict=True))
            return around["inner"].cell_contents if "inner" in around else None
    return None


def group_of(task: Any) -> Any:
    """The ``TaskGroup`` that it was started in."""
    owners = (getattr(callback, "__self__", None) for callback, _ in getattr(task, "_callbacks", None) or ())
    return next((owner for owner in owners if type(owner) is TaskGroup), None)


def _top(mark: int, found: Mapping[int, int]) -> int | None:
    """The one that is cancelled with no other; None for tasks that wait for each other in a circle."""
    seen = {mark}
    while mark in found:
        mark = found[mark]
        if mark in seen:
            return None
        seen.add(mark)
    return mark

"""Whom a timer or a task works for, and where that object keeps it: only the loop may lead to either of them."""

from __future__ import annotations

from asyncio import Task
from types import CoroutineType, MethodType
from typing import Any

from pytest_wshygiene.references.following import attributes

#: Entries of a container that are looked through for a task.
_MOST = 1_000


def kept_by_callee(thing: Any) -> tuple[type, str] | None:
    """(class, place) where the object keeps it whose method a timer calls, or a task runs; None for one that does not.

    The place is an attribute, or an entry of one: ``beat``, ``tasks[0]``, ``tasks['c1']``, ``tasks{...}``.
    """
    callee = _callee_of(thing)
    for name, value in attributes(callee).copy().items():
        if value is thing:
            return type(callee), name
        entry = _entry_of(value, thing) if Task in type(thing).__mro__ else None
        if entry is not None:
            return type(callee), f"{name}{entry}"
    return None


def for_callee(thing: Any) -> str:
    """``, for the `Line` that keeps it as Line.expiry``; "" where nothing is known of that."""
    kept = kept_by_callee(thing)
    return f", for the `{kept[0].__qualname__}` that keeps it as {kept[0].__name__}.{kept[1]}" if kept else ""


def replaced_by_callee(handle: Any) -> tuple[type, str] | None:
    """(class, attribute) where the object whose method a timer calls keeps another for the same call; else None."""
    callback = getattr(handle, "_callback", None)
    if type(callback) is not MethodType:
        return None
    callee = callback.__self__
    for name, value in attributes(callee).copy().items():
        if value is not handle and type(value) is type(handle) and _calls(value) == _calls(handle):
            return type(callee), name
    return None


def _callee_of(thing: Any) -> Any:
    """The object whose method it is, None where that cannot be told; a task's is what its coroutine was given first."""
    if Task in type(thing).__mro__:
        coroutine = thing.get_coro()
        frame = coroutine.cr_frame if type(coroutine) is CoroutineType else None
        is_given = frame is not None and frame.f_code.co_argcount
        return frame.f_locals.get(frame.f_code.co_varnames[0]) if frame is not None and is_given else None
    callback = getattr(thing, "_callback", None)  # one of uvloop's does not give it away
    return callback.__self__ if type(callback) is MethodType else None


def _entry_of(container: Any, thing: Any) -> str | None:
    """How an entry of a plain container is written that is ``thing``; None where none of the first ones is."""
    cls = type(container)
    if cls not in (list, tuple, dict, set) or len(container) > _MOST:
        return None
    if cls is set:
        return "{...}" if any(each is thing for each in list(container)) else None
    entries = container.items() if cls is dict else enumerate(container)
    key = next((key for key, value in list(entries) if value is thing), None)
    if key is None:
        return None
    return f"[{key!r}]" if type(key) in (int, str) else "[...]"


def _calls(handle: Any) -> tuple[int, ...]:
    """The method that a timer calls, of which object, and with what, by identity: to compare may run anything."""
    callback = handle._callback
    method = (callback.__self__, callback.__func__) if type(callback) is MethodType else (callback,)
    return tuple(map(id, (*method, *(handle._args or ()))))

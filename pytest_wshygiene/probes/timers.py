"""asyncio timers: still armed after their owner."""

from __future__ import annotations

import asyncio
import gc
import reprlib
from asyncio import Future, Task, base_events
from collections.abc import Callable
from functools import partial
from types import CodeType, FunctionType, MethodType, ModuleType
from typing import Any

from pytest_wshygiene.model import REPLACED
from pytest_wshygiene.ownership.accounts import Record
from pytest_wshygiene.ownership.origin import installed_package
from pytest_wshygiene.probes.base import Look, Probe, Watch
from pytest_wshygiene.references.callees import kept_by_callee, replaced_by_callee
from pytest_wshygiene.references.following import closed_over

# Timers that asyncio and anyio set for a task that waits: they go with the task and are no leak of their own.
_PLUMBING = (
    "asyncio.base_events",
    "asyncio.futures",
    "asyncio.sslproto",
    "asyncio.tasks",
    "asyncio.timeouts",
    "anyio._backends._asyncio",
)


_PLAIN: tuple[type, ...] = (str, bytes, int, float, bool, type(None))
_CALLABLE: tuple[type, ...] = (FunctionType, MethodType, partial)


class TimerProbe(Probe):
    """Every ``call_later`` and ``call_at`` that has neither fired nor been cancelled."""

    kind = "timer"

    def install(self, watch: Watch) -> None:
        watch.record_results(self.kind, base_events.BaseEventLoop, "call_at")
        watch.when_imported("uvloop", lambda module: self._install_uvloop(watch, module))

    def _install_uvloop(self, watch: Watch, module: ModuleType) -> None:
        record = watch.ledger.record

        def make(original: Callable[..., Any]) -> Callable[..., Any]:
            def arm(self: Any, delay: float, callback: Any, *args: Any, **kwargs: Any) -> Any:
                handle = original(self, delay, callback, *args, **kwargs)
                record("timer", handle, partial(_noted, self, callback, args))
                return handle

            return arm

        watch.patches.wrap(module.Loop, "call_later", make)
        watch.patches.wrap(module.Loop, "call_at", make)

    def is_open(self, resource: Any, record: Record) -> bool:
        loop = self.loop(resource, record)
        if resource.cancelled() or loop.is_closed():
            return False
        if record.note is not None:
            return not record.note[3] and _is_armed_in_c(resource)
        if _is_plumbing(resource._callback, resource._args) or _refers_to_nothing(resource._args):
            return False
        return resource._scheduled or resource in list(loop._ready)  # which changes in another thread

    def loop(self, resource: Any, record: Record) -> Any:
        return resource._loop if record.note is None else record.note[0]

    def look(self, resource: Any, record: Record, root: str) -> Look:
        loop, replaced = self.loop(resource, record), None
        if record.note is None:
            name, args = callback_name(resource._callback), shown_args(resource._args)
            called = _meant(resource._callback, resource._args)
            kept = kept_by_callee(resource)
            meant, release = callback_name(called), _release_of(called, kept)
            is_waiting = kept is None and resource._scheduled  # one that has fired may have armed the next
            replaced = replaced_by_callee(resource) if is_waiting else None
        else:
            _, name, args, _, meant, release = record.note
        due = max(0.0, resource.when() - loop.time())
        state = f"due in {due:.1f} s, calls `{name}({args})`"
        if replaced is None:
            return Look(f"{meant}()", f"the timer for `{meant}()` was still armed", state, release)
        return Look(
            subject=f"{meant}(){REPLACED}",
            summary=f"a replaced timer for `{meant}()` was still armed",
            state=f"{state}; `{replaced[0].__qualname__}.{replaced[1]}` has another one",
            release=f"`{replaced[1]}.cancel()` before another timer is put there",
        )


def _noted(loop: Any, callback: Any, args: Any) -> tuple[Any, ...]:
    """What there is to tell of a timer whose handle, made in C, does not give its callback away."""
    meant = _meant(callback, args)
    shown = callback_name(callback), shown_args(args), _is_plumbing(callback, args)
    return (loop, *shown, callback_name(meant), _release_of(meant))


def _is_plumbing(callback: Any, args: Any) -> bool:
    """True for a timer that a library has set for a task that waits, and that nobody else could cancel.

    Its function may have nothing but the future at hand, as that of ``tornado.gen.sleep`` has: it does nothing any more
    when the task has gone.
    """
    if callback_module(callback) in _PLUMBING:
        return not _has_lost_its_task(callback)
    called = _meant(callback, args)
    if type(called) is not FunctionType or not installed_package(_file_of(called)):
        return False
    kept = list(closed_over(called))
    return bool(kept) and all(Future in (mro := type(each).__mro__) and Task not in mro for each in kept)


def _timeout_of(callback: Any) -> asyncio.Timeout | None:
    """The ``asyncio.timeout()`` that a timer ends."""
    timeout = callback.__self__ if type(callback) is MethodType else None
    return timeout if type(timeout) is asyncio.Timeout else None


def _has_lost_its_task(callback: Any) -> bool:
    """True for the timer of a timeout that was entered by hand, by a task that is through."""
    task = getattr(_timeout_of(callback), "_task", None)
    return task is not None and task.done()


def _meant(callback: Any, args: Any) -> Any:
    """What a library's callback has been given to call, as Tornado's loop has; else the callback itself."""
    first = args[0] if args else None
    is_given = type(first) in _CALLABLE and installed_package(_file_of(callback))
    called = first if is_given else callback
    while type(called) is partial:
        called = called.func
    return called


def _release_of(called: Any, kept: tuple[type, str] | None = None) -> str:
    """How a timer is cancelled; that of a library's object such as Tornado's ``PeriodicCallback`` ends with it.

    ``kept`` is the class of the object that it calls and the attribute of it that has the handle.
    """
    if _timeout_of(called) is not None:
        return "keep the `Timeout`; at the end `await` its `__aexit__(None, None, None)`"
    is_library = bool(installed_package(_file_of(called)))
    cls = type(called.__self__) if type(called) is MethodType and is_library else None
    if cls is not None and callable(getattr(cls, "stop", None)):
        return f"keep the `{cls.__qualname__}`; at the end its `stop()`"
    if kept is not None and not is_library:
        return f"keep the `{kept[0].__name__}`; at the end its `{kept[1]}.cancel()`"
    return "keep the handle; at the end `handle.cancel()`"


def _file_of(callback: Any) -> str:
    code = getattr(getattr(callback, "__func__", callback), "__code__", None)
    return code.co_filename if isinstance(code, CodeType) else ""


def callback_name(callback: Any) -> str:
    """A callback's qualified name, through partials; never its repr, which may be anything."""
    while hasattr(type(callback), "func") and hasattr(type(callback), "keywords"):
        callback = callback.func
    if type(callback) in (FunctionType, MethodType):
        return str(callback.__qualname__)
    return _text_of(callback, "__qualname__") or type(callback).__qualname__


def callback_module(callback: Any) -> str:
    """The module that a callback is written in, through partials."""
    while hasattr(type(callback), "func") and hasattr(type(callback), "keywords"):
        callback = callback.func
    return _text_of(callback, "__module__") or type(callback).__module__


def _text_of(thing: Any, name: str) -> str:
    try:
        value = getattr(thing, name, None)
    except Exception:  # an object of the user's, which may do anything
        return ""
    return value if type(value) is str else ""


def shown_args(args: Any) -> str:
    """Arguments as source where they are plain values or functions, else the name of their class."""
    return ", ".join(map(_shown, tuple(args or ())[:4]))


def _shown(arg: Any) -> str:
    if type(arg) in _CALLABLE:
        return callback_name(arg)
    return reprlib.repr(arg) if type(arg) in _PLAIN else f"<{type(arg).__qualname__}>"


def _is_armed_in_c(handle: Any) -> bool:
    """uvloop's handle refers to libuv's timer until it has fired, and says so nowhere else."""
    return any(type(part).__name__ == "UVTimer" for part in gc.get_referents(handle))


def _refers_to_nothing(args: Any) -> bool:
    """aiohttp's clean-up timers hold a weak reference: when that is dead they do nothing."""
    info = args[0] if args and type(args[0]) is tuple and args[0] else None
    return info is not None and type(info[0]).__name__ in ("ReferenceType", "weakref") and info[0]() is None

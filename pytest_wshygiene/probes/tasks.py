"""Tasks of asyncio and trio: still running after their owner."""

from __future__ import annotations

import asyncio
import concurrent.futures
from asyncio import _get_running_loop, base_events
from collections.abc import Callable
from contextvars import Context, copy_context
from itertools import takewhile
from types import CodeType, FrameType, FunctionType, ModuleType
from typing import Any

from pytest_wshygiene.ownership.accounts import CURRENT, Account, Record, acting_for
from pytest_wshygiene.ownership.birth import Site, capture
from pytest_wshygiene.ownership.origin import is_first_party
from pytest_wshygiene.ownership.running import BEGUN_FROM, GIVEN_FROM, GIVEN_TO_TRIO
from pytest_wshygiene.probes.base import Look, Probe, Watch
from pytest_wshygiene.probes.connections import is_closed
from pytest_wshygiene.probes.loops import is_elsewhere
from pytest_wshygiene.references.callees import kept_by_callee
from pytest_wshygiene.references.following import closed_over, is_library
from pytest_wshygiene.suspended.children import group_of
from pytest_wshygiene.suspended.stacks import await_chain, awaited, told

# Tasks that anyio keeps for as long as a loop runs, by the qualified name of their coroutine.
_LOOP_LONG = (
    "TestRunner._run_tests_and_fixtures",
    "TestRunner._call_in_runner_task",
    "_shutdown_process_pool_on_exit",
)
_GIVEN = "run_coroutine_threadsafe.<locals>.callback"
_TRIO_CORE = "trio/_core/"
_IN_A_NURSERY = "start it in a nursery that ends with its owner, or cancel its scope and let it finish"
_IN_A_GROUP = "`task.cancel()`, and leave its `TaskGroup`: `async with` around the use of that"

#: What anyio's tasks run around the user's coroutine.
_WRAPPERS = frozenset({"BlockingPortal._call_func", "TaskGroup._run_wrapped_task", "TaskHandle._run_coro"})


class TaskProbe(Probe):
    """Every task made through a loop's ``create_task``, which is also what ``TaskGroup`` and anyio call."""

    kind = "task"

    def install(self, watch: Watch) -> None:
        watch.record_results(self.kind, base_events.BaseEventLoop, "create_task")

        def telling(original: Callable[..., Any]) -> Callable[..., Any]:
            def call_exception_handler(self: Any, context: dict[str, Any]) -> None:
                task = context.get("task")
                if task is not None and str(context.get("message")).startswith("Task was destroyed"):
                    watch.tell_dropped(task, lambda: describe(task, watch.root, dropped=True))
                original(self, context)

            return call_exception_handler

        def uvloop(module: ModuleType) -> None:
            watch.record_results(self.kind, module.Loop, "create_task")
            watch.patches.wrap(module.Loop, "call_soon_threadsafe", _noting_who_gives)
            watch.patches.wrap(module.Loop, "call_exception_handler", telling)

        watch.patches.wrap(base_events.BaseEventLoop, "call_exception_handler", telling)
        watch.patches.wrap(base_events.BaseEventLoop, "call_soon_threadsafe", _noting_who_gives)
        watch.when_imported("uvloop", uvloop)
        watch.when_imported("tornado.platform.asyncio", lambda module: self._install_tornado(watch, module))
        watch.when_imported("trio._core._entry_queue", lambda module: self._install_token(watch, module))
        watch.when_imported("trio._core._run", lambda module: self._install_trio(watch, module))

    def _install_tornado(self, watch: Watch, module: ModuleType) -> None:
        """What Tornado's loop is given to call becomes a task when it is called, out of sight of who gave it."""

        def make(original: Callable[..., Any]) -> Callable[..., Any]:
            def add_callback(self: Any, callback: Any, *args: Any, **kwargs: Any) -> None:
                birth = capture() if CURRENT.get() is not None else None
                if birth is None or not birth.told:
                    original(self, callback, *args, **kwargs)
                    return
                context = copy_context()
                context.run(BEGUN_FROM.set, birth.sites)
                context.run(original, self, callback, *args, **kwargs)

            return add_callback

        watch.patches.wrap(module.BaseAsyncIOLoop, "add_callback", make)

    def _install_trio(self, watch: Watch, module: ModuleType) -> None:
        record = watch.ledger.record

        def make(original: Callable[..., Any]) -> Callable[..., Any]:
            def spawn_impl(self: Any, async_fn: Any, args: Any, nursery: Any, name: Any, **options: Any) -> Any:
                task = original(self, async_fn, args, nursery, name, **options)
                if self.main_task is None or _TRIO_CORE in task.coro.cr_code.co_filename.replace("\\", "/"):
                    return task  # the run itself, and what trio keeps for as long as it lasts
                made = record("task", task)
                if made is not None and options.get("system_task") and options.get("context") is None:
                    task.context.run(CURRENT.set, made.account)  # it has been given the context of the whole run
                return task

            return spawn_impl

        watch.patches.wrap(module.Runner, "spawn_impl", make)

    def _install_token(self, watch: Watch, module: ModuleType) -> None:
        """What is given to a run of trio's from outside is done in the run's own context, and for whoever gave it."""

        def make(original: Callable[..., Any]) -> Callable[..., Any]:
            def run_sync_soon(self: Any, sync_fn: Any, *args: Any, idempotent: bool = False) -> None:
                account = CURRENT.get()
                if account is None or idempotent:  # trio compares these by identity
                    original(self, sync_fn, *args, idempotent=idempotent)
                    return
                account.note_errand(self)
                birth = capture() if is_elsewhere(self) else None
                sites = birth.sites if birth is not None else ()
                original(self, _for_owner, account, sites, sync_fn, args)

            return run_sync_soon

        watch.patches.wrap(module.TrioToken, "run_sync_soon", make)

    def is_open(self, resource: Any, record: Record) -> bool:
        if is_trio(resource):
            return resource.coro.cr_frame is not None
        if resource.done() or task_name(resource) in _LOOP_LONG:
            return False
        return not _is_sleeping_it_off(resource) and not _is_left_by_loop(resource)

    def loop(self, resource: Any, record: Record) -> Any:
        return resource._runner if is_trio(resource) else resource.get_loop()

    def look(self, resource: Any, record: Record, root: str) -> Look:
        return describe(resource, root)


def _noting_who_gives(original: Callable[..., Any]) -> Callable[..., Any]:
    """The task of ``run_coroutine_threadsafe`` is made by the loop's thread, out of sight of who asked for it.

    And perhaps only when its owner has already ended: so it is remembered which loops have been given something.
    A library may go the same way on its own loop, as a scheduler does whose ``start()`` only asks to be woken.
    """

    def call_soon_threadsafe(self: Any, callback: Any, *args: Any, context: Context | None = None) -> Any:
        account = CURRENT.get()
        is_errand = account is not None and self.is_running() and _get_running_loop() is not self
        is_given = getattr(callback, "__qualname__", "") == _GIVEN
        is_for_other = is_given or (is_errand and context is None)
        is_own = not is_for_other and account is not None and context is None
        if (is_for_other or is_own) and (birth := capture()) is not None and (is_for_other or birth.told):
            context = context or copy_context()
            context.run(BEGUN_FROM.set, birth.sites if is_own else ())
            if is_for_other:
                context.run(GIVEN_FROM.set, birth.sites)
        if account is not None and is_errand:
            account.note_errand(self)
        return original(self, callback, *args, context=context)

    return call_soon_threadsafe


def _for_owner(account: Account, sites: tuple[Site, ...], function: Callable[..., Any], args: tuple[Any, ...]) -> None:
    GIVEN_TO_TRIO.sites = sites
    try:
        with acting_for(account):
            function(*args)
    finally:
        GIVEN_TO_TRIO.sites = ()


def _is_sleeping_it_off(task: Any) -> bool:
    """True for a library's method that sleeps on although its connection is closed; nobody else can end it.

    python-engineio's ``_send_ping`` finds out only when it wakes.
    """
    code = task_code(task)
    if code is None or code.co_argcount == 0 or is_first_party(code.co_filename):
        return False
    frames = await_chain(coroutine_of(task))
    return len(frames) == 2 and frames[1].f_code is asyncio.sleep.__code__ and is_closed(frames[0].f_locals.get("self"))


def _is_left_by_loop(task: Any) -> bool:
    """True for the closing of an async generator that was let go of when its loop had no time left for it.

    A loop starts that by itself; whoever has left the generator is told of that.
    """
    return type(coroutine_of(task)).__name__ == "async_generator_athrow" and task.get_loop().is_closed()


def describe(task: Any, root: str, dropped: bool = False) -> Look:
    """A task: what it runs, and where it waits."""
    name = task_name(task)
    return Look(
        subject=f"{name}()",
        summary=f"`{name}()` was {'collected while it was' if dropped else 'still'} running",
        state=told(await_chain(coroutine_of(task)), root),
        release=_release_of(task),
    )


def _release_of(task: Any) -> str:
    if is_trio(task):
        return _IN_A_NURSERY
    return _IN_A_GROUP if group_of(task) is not None else f"{_cancelling(task)}, then await it"


def _cancelling(task: Any) -> str:
    """How a task is cancelled: where the object whose method it runs has it, that object has to be kept for that."""
    kept = kept_by_callee(task)
    if kept is None or is_library(kept[0]) or "..." in kept[1]:
        return "keep the task; at the end `task.cancel()`"
    return f"keep the `{kept[0].__name__}`; at the end its `{kept[1]}.cancel()`"


def is_trio(task: Any) -> bool:
    """True for a task of trio's, going by its real type."""
    return type(task).__module__.partition(".")[0] == "trio"


def coroutine_of(task: Any) -> Any:
    """What the task runs."""
    return task.coro if is_trio(task) else task.get_coro()


def task_name(task: Any) -> str:
    """The qualified name of the task's coroutine, or of what anyio runs in it for somebody."""
    coroutine = coroutine_of(task)
    name = str(getattr(coroutine, "__qualname__", type(coroutine).__qualname__))
    if name not in _WRAPPERS:
        return name
    inner = (getattr(each, "__qualname__", name) for each in awaited(coroutine))
    return next((each for each in inner if each not in _WRAPPERS), name)


def task_code(task: Any) -> CodeType | None:
    """The code of the task's coroutine, if it is written in Python."""
    coroutine = coroutine_of(task)
    code = getattr(coroutine, "cr_code", None) or getattr(coroutine, "gi_code", None)
    return code if isinstance(code, CodeType) else None


def futures_of(task: Any) -> list[Any]:
    """What whoever gave the task to another thread's loop was given for it, and cancels it by.

    asyncio's own way puts it into a callback of the task, anyio's into the code that runs the user's.
    """
    known: list[Any] = []
    for callback, _ in getattr(task, "_callbacks", None) or ():
        known += closed_over(callback) if type(callback) is FunctionType else ()
    for frame in takewhile(_is_not_users, await_chain(coroutine_of(task))):
        known += frame.f_locals.values()
    return [each for each in known if concurrent.futures.Future in type(each).__mro__]


def _is_not_users(frame: FrameType) -> bool:
    return not is_first_party(frame.f_code.co_filename)

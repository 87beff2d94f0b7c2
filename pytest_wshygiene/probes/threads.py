"""Threads and the work handed to thread pools: still running after their owner."""

from __future__ import annotations

import linecache
import re
import sys
import threading
from collections.abc import Callable
from concurrent.futures import thread as pool
from contextvars import Context
from functools import partial
from types import MethodType, ModuleType
from typing import Any

from pytest_wshygiene.ownership.accounts import CURRENT, Account, Record, acting_for
from pytest_wshygiene.ownership.birth import Site
from pytest_wshygiene.ownership.origin import is_first_party
from pytest_wshygiene.ownership.running import GIVEN_TO_POOL
from pytest_wshygiene.probes.base import Look, Probe, Watch
from pytest_wshygiene.probes.connections import is_closed
from pytest_wshygiene.probes.timers import callback_name
from pytest_wshygiene.real import REAL
from pytest_wshygiene.references.following import is_library
from pytest_wshygiene.references.methods import ENDS_OF_THREADS, asks_nothing, is_method
from pytest_wshygiene.suspended.stacks import thread_stack, thread_told
from pytest_wshygiene.suspended.waking import event_of, is_in_one_sleep

# Threads that wait for a child process; the process is what leaks.
_WAITERS = ("waitpid-", "asyncio-waitpid-")
# Files whose threads are a pool's workers: they live on by design, and only their work can leak.
_POOLS = ("concurrent/futures/thread.py", "anyio/_backends/_asyncio.py", "trio/_core/_thread_cache.py")
# The line at which such a worker waits for work; what is under that call may be wrapped by anybody.
_AT_WAIT = re.compile(r"\.(?:acquire|get|wait)\(")


# From Python 3.14 on, ``run()`` has a context of its own, which may be the user's.
_OWN_CONTEXT = sys.version_info >= (3, 14)


class _Carried:
    """A function that runs for the owner who submitted it, in whichever pool thread picks it up.

    ``sites`` are where that was done: what the function makes in a library's code is born there.
    """

    __slots__ = ("account", "function", "sites")

    def __init__(self, function: Callable[..., Any], account: Account, sites: tuple[Site, ...]) -> None:
        self.function = function
        self.account = account
        self.sites = sites

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        given = GIVEN_TO_POOL
        before = given.sites, given.account
        given.sites, given.account = self.sites, self.account
        try:
            with acting_for(self.account):
                return self.function(*args, **kwargs)
        finally:
            given.sites, given.account = before


class ThreadProbe(Probe):
    """Started threads, and calls submitted to a ``ThreadPoolExecutor``; both carry their owner along."""

    kind = "thread"

    def install(self, watch: Watch) -> None:
        ledger = watch.ledger

        def start(original: Callable[..., Any]) -> Callable[..., Any]:
            def wrapper(self: threading.Thread) -> None:
                ledger.record("thread", self, REAL.monotonic)  # it has not waited for anything before
                original(self)

            return wrapper

        def bootstrap(original: Callable[..., Any]) -> Callable[..., Any]:
            def wrapper(self: threading.Thread) -> None:
                record = ledger.find(self)
                if record is None:
                    original(self)
                elif _OWN_CONTEXT:
                    _run_within(self._context, record.account, partial(original, self))  # type: ignore[attr-defined]
                else:
                    CURRENT.set(record.account)  # in the context of a thread that has only begun, and dies with it
                    original(self)

            return wrapper

        def submit(original: Callable[..., Any]) -> Callable[..., Any]:
            def wrapper(self: Any, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
                account = ledger.answering()
                if account is None or not ledger.active:
                    return original(self, fn, *args, **kwargs)
                future = original(self, _Carried(fn, account, ledger.giver(account)), *args, **kwargs)
                ledger.record("thread", future, partial(callback_name, fn))
                return future

            return wrapper

        def start_soon(original: Callable[..., Any]) -> Callable[..., Any]:
            def wrapper(self: Any, fn: Callable[[], Any], *args: Any, **kwargs: Any) -> None:
                account = ledger.answering() if ledger.active else None
                given = fn if account is None else _Carried(fn, account, ledger.giver(account))
                original(self, given, *args, **kwargs)

            return wrapper

        def in_worker(original: Callable[..., Any]) -> Callable[..., Any]:
            def wrapper(func: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
                account = ledger.answering() if ledger.active else None
                given = func if account is None else _Carried(func, account, ledger.giver(account))
                return original(given, *args, **kwargs)

            return wrapper

        def anyio(module: ModuleType) -> None:
            backend = getattr(module, "AsyncIOBackend", module)  # before anyio 4 the module itself is the backend
            watch.patches.wrap(backend, "run_sync_in_worker_thread", in_worker)

        def trio(module: ModuleType) -> None:
            watch.patches.wrap(module.ThreadCache, "start_thread_soon", start_soon)

        watch.when_imported("trio._core._thread_cache", trio)
        watch.when_imported("anyio._backends._asyncio", anyio)
        watch.patches.wrap(threading.Thread, "start", start)
        watch.patches.wrap(threading.Thread, "_bootstrap_inner", bootstrap)
        watch.patches.wrap(pool.ThreadPoolExecutor, "submit", submit)

    def is_open(self, resource: Any, record: Record) -> bool:
        if isinstance(record.note, str):
            return not resource.done()
        if not resource.is_alive() or resource.name.startswith(_WAITERS) or resource is threading.current_thread():
            return False
        return not is_pool_worker(resource) and not _is_sleeping_it_off(resource)

    def look(self, resource: Any, record: Record, root: str) -> Look:
        if isinstance(record.note, str):
            return Look(
                subject=f"{record.note}()",
                summary=f"`{record.note}()` was still running in a pool thread",
                state="running" if resource.running() else "waiting for a free thread",
                release="wait for the future, or end the call and `executor.shutdown()`",
            )
        name = thread_name(resource)
        daemon = "daemon" if resource.daemon else "not a daemon"
        return Look(
            subject=name,
            summary=f"the thread for `{name}` was still alive",
            state=f"{thread_told(resource.ident, root)} ({daemon})",
            release=_how_to_end(resource),
        )


def _how_to_end(thread: Any) -> str:
    """The advice for a thread of the user's own, and for an object of a library's that is a thread."""
    if isinstance(thread, threading.Timer):
        return "`timer.cancel()`, then `timer.join()`"
    cls = type(thread)
    names = ENDS_OF_THREADS if is_library(cls) else ()
    ends = [name for name in names if is_method(cls, name) and asks_nothing(cls, name)]
    if ends:
        return f"`thread.{ends[0]}()`, then `thread.join()`"
    told = "tell it to stop"
    if event := event_of(thread):
        told = f"set `{event.name}`"
    elif is_in_one_sleep(thread):
        told = "set an event, for which it should wait in place of `time.sleep()`"
    return f"{told}, then `thread.join()`"


def _is_sleeping_it_off(thread: Any) -> bool:
    """True for a library's method that sleeps on although its connection is closed; nobody else can end it.

    The ``_send_ping`` of python-engineio's server finds out only when it wakes.
    """
    target = vars(thread).get("_target")
    if type(target) is not MethodType or not is_closed(target.__self__):
        return False
    return not any(is_first_party(frame.f_code.co_filename) for frame in thread_stack(thread.ident))


def _run_within(context: Context, account: Account, run: Callable[[], None]) -> None:
    """Run a thread whose own context names its owner, for as long as it runs."""
    try:
        token = context.run(CURRENT.set, account)
    except RuntimeError:  # it is entered elsewhere: the thread itself will say so
        run()
        return
    run()
    context.run(CURRENT.reset, token)


def thread_name(thread: Any) -> str:
    """What the thread runs: its target, a timer's function, or the ``run`` of its class."""
    target = vars(thread).get("function") if isinstance(thread, threading.Timer) else vars(thread).get("_target")
    return f"{callback_name(target)}()" if target is not None else f"{type(thread).__qualname__}.run()"


def is_pool_worker(thread: Any) -> bool:
    """True for a worker of a known pool that has nothing to do, or whose work is recorded by itself."""
    if thread in pool._threads_queues:
        return True
    pools = [f for f in thread_stack(thread.ident) if f.f_code.co_filename.replace("\\", "/").endswith(_POOLS)]
    if not pools:
        return False
    return bool(_AT_WAIT.search(linecache.getline(pools[-1].f_code.co_filename, pools[-1].f_lineno)))

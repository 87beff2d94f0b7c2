"""Locks and semaphores that were still held when the one who took them was gone."""

from __future__ import annotations

import asyncio
import sys
import threading
import weakref
from asyncio import locks as async_locks
from collections.abc import Callable
from concurrent.futures import thread as pool
from functools import partial
from types import ModuleType
from typing import Any

from pytest_wshygiene.ownership.accounts import Ledger, Record, running_task
from pytest_wshygiene.ownership.origin import is_first_party
from pytest_wshygiene.probes.base import Look, Probe, Watch

#: Modules of other libraries that have such classes, which have ``acquire_nowait`` besides.
_MODULES = {"anyio._backends._asyncio": ("Lock", "Semaphore"), "trio._sync": ("_LockImpl", "Semaphore")}
_CONDITION = threading.Condition.__init__.__code__


class Hold:
    """One acquisition that has not been given back; the lock and the task that took it are held weakly."""

    __slots__ = ("__weakref__", "lock", "name", "taker")

    def __init__(self, lock: object, name: str, taker: object | None) -> None:
        self.lock = weakref.ref(lock)
        self.name = name
        self.taker = weakref.ref(taker) if taker is not None else None


class LockProbe(Probe):
    """Locks and semaphores of asyncio, anyio, trio and ``threading``; of its locks those that first-party code makes.

    C locks cannot be patched: ``threading.Lock()`` and ``RLock()`` called from first-party code return a thin shell.
    A semaphore that is released before it is acquired is a signal: whoever waits for that holds nothing.
    """

    kind = "lock"

    def __init__(self) -> None:
        self._holds: weakref.WeakKeyDictionary[Any, list[Hold]] = weakref.WeakKeyDictionary()
        self._signals: weakref.WeakKeyDictionary[Any, int] = weakref.WeakKeyDictionary()

    def install(self, watch: Watch) -> None:
        ledger, patches = watch.ledger, watch.patches

        def acquiring(original: Callable[..., Any]) -> Callable[..., Any]:
            async def acquire(lock: Any) -> Any:
                taken = await original(lock)
                self.took(ledger, lock, f"asyncio.{type(lock).__qualname__}", asyncio.current_task())
                return taken

            return acquire

        def acquiring_now(original: Callable[..., Any]) -> Callable[..., Any]:
            def acquire(lock: Any, *args: Any, **kwargs: Any) -> Any:
                taken = original(lock, *args, **kwargs)
                if taken:
                    self.took(ledger, lock, f"threading.{type(lock).__qualname__}", None)
                return taken

            return acquire

        def releasing(original: Callable[..., Any]) -> Callable[..., Any]:
            def release(lock: Any, *args: Any, **kwargs: Any) -> Any:
                self.gave_back(ledger, lock)
                return original(lock, *args, **kwargs)

            return release

        for cls in (async_locks.Lock, async_locks.Semaphore):
            patches.wrap(cls, "acquire", acquiring)
            patches.wrap(cls, "release", releasing)
        patches.wrap(threading.Semaphore, "acquire", acquiring_now)
        patches.wrap(threading.Semaphore, "__enter__", acquiring_now)
        patches.wrap(threading.Semaphore, "release", releasing)
        patches.wrap(threading.BoundedSemaphore, "release", releasing)
        for name in ("Lock", "RLock"):
            patches.wrap(threading, name, partial(_factory, name, self, ledger))
        for path, classes in _MODULES.items():
            watch.when_imported(path, partial(self._install_library, watch, classes, releasing))

    def _install_library(self, watch: Watch, classes: tuple[str, ...], releasing: Any, module: ModuleType) -> None:
        """anyio's and trio's have a second way in, which the first may go as well; anyio's on trio are trio's."""
        for cls in [vars(module)[name] for name in classes if name in vars(module)]:
            name = f"{module.__name__.partition('.')[0]}.{cls.__qualname__.strip('_').removesuffix('Impl')}"
            watch.patches.wrap(cls, "acquire_nowait", partial(self._acquiring, watch.ledger, name))
            watch.patches.wrap(cls, "acquire", partial(self._waiting, watch.ledger, name))
            watch.patches.wrap(cls, "release", releasing)

    def _acquiring(self, ledger: Ledger, name: str, original: Callable[..., Any]) -> Callable[..., Any]:
        def acquire_nowait(lock: Any) -> Any:
            taken = original(lock)
            self.took(ledger, lock, name, running_task())
            return taken

        return acquire_nowait

    def _waiting(self, ledger: Ledger, name: str, original: Callable[..., Any]) -> Callable[..., Any]:
        async def acquire(lock: Any) -> Any:
            task = running_task()
            before = self._count(lock, task)
            taken = await original(lock)
            if self._count(lock, task) == before:
                self.took(ledger, lock, name, task)
            return taken

        return acquire

    def _count(self, lock: Any, taker: object) -> int:
        """How often a task holds ``lock``, less what it has been signalled."""
        holds = sum(hold.taker is not None and hold.taker() is taker for hold in self._holds.get(lock, ()))
        return holds - self._signals.get(lock, 0)

    def took(self, ledger: Ledger, lock: Any, name: str, taker: object | None) -> None:
        """Note an acquisition, for the owner whose code made it."""
        if self._signals.get(lock):
            self._signals[lock] -= 1
            return
        hold = Hold(lock, name, taker)
        record = ledger.record("lock", hold)
        if record is not None and record.sites and record.sites[0][0].co_filename == pool.__file__:
            ledger.drop(hold)  # how an executor counts its idle workers; the last one does not give back
            return
        if record is not None:
            record.account.keep[id(hold)] = hold
        self._holds.setdefault(lock, []).append(hold)

    def gave_back(self, ledger: Ledger, lock: Any) -> None:
        """Forget the newest acquisition of ``lock``."""
        holds = self._holds.get(lock)
        if holds:
            ledger.drop(holds.pop())
        elif "Semaphore" in type(lock).__name__:
            self._signals[lock] = self._signals.get(lock, 0) + 1

    def gave_back_all(self, ledger: Ledger, lock: Any) -> None:
        """Forget all acquisitions of ``lock``: somebody waits for a condition, and holds nothing meanwhile."""
        while self._holds.get(lock):
            self.gave_back(ledger, lock)

    def is_open(self, resource: Any, record: Record) -> bool:
        return resource.lock() is not None

    def look(self, resource: Any, record: Record, root: str) -> Look:
        is_async = not resource.name.startswith("threading.")
        return Look(
            subject=resource.name,
            summary=f"the lock `{resource.name}()` was still held",
            state="held, never released",
            release=f"`lock.release()` in a `finally`, or `{'async ' * is_async}with lock:` around its use",
        )


def _factory(name: str, probe: LockProbe, ledger: Ledger, original: Callable[..., Any]) -> type:
    """A stand-in for ``threading.Lock`` that gives first-party code a shell, and everybody else the C lock."""
    raw = type(original())
    shell = _shell(probe, ledger) if name == "Lock" else _reentrant(probe, ledger)

    class _Kind(type):
        def __instancecheck__(cls, instance: object) -> bool:
            return isinstance(instance, raw) or type(instance) is shell

    class Maker(metaclass=_Kind):
        def __new__(cls) -> Any:
            caller, made = sys._getframe(1), name
            if caller.f_code is _CONDITION and caller.f_back is not None:  # its lock is the condition's own
                caller, made = caller.f_back, "Condition"
            wanted = ledger.active and is_first_party(caller.f_code.co_filename)
            return shell(original(), f"threading.{made}") if wanted else original()

    Maker.__name__ = Maker.__qualname__ = name
    return Maker


def _shell(probe: LockProbe, ledger: Ledger) -> Any:
    """The class of shells around C locks."""

    class Shell:
        __slots__ = ("__weakref__", "_lock", "_name")

        def __init__(self, lock: Any, name: str) -> None:
            self._lock = lock
            self._name = name

        def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
            taken: bool = self._lock.acquire(blocking, timeout)
            if taken:
                probe.took(ledger, self, self._name, None)
            return taken

        __enter__ = acquire

        def release(self) -> None:
            self._lock.release()
            probe.gave_back(ledger, self)

        def __exit__(self, *exc: object) -> None:
            self.release()

        def __getattr__(self, attribute: str) -> Any:
            return getattr(self._lock, attribute)

        def __repr__(self) -> str:
            return repr(self._lock)

    return Shell


def _reentrant(probe: LockProbe, ledger: Ledger) -> Any:
    """The same for locks that a condition lets go of, however often they are held, while somebody waits for it."""
    shell = _shell(probe, ledger)

    class Shell(shell):  # type: ignore[misc, valid-type]
        __slots__ = ()

        def _release_save(self) -> Any:
            probe.gave_back_all(ledger, self)
            return self._lock._release_save()

        def _acquire_restore(self, state: Any) -> None:
            self._lock._acquire_restore(state)
            probe.took(ledger, self, self._name, None)

    return Shell

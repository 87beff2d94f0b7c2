"""Locks and semaphores that were still held when the one who took them was gone."""

from __future__ import annotations

import asyncio
import sys
import threading
import weakref
from asyncio import locks as async_locks
from collections.abc import Callable
from concurrent.futures import thread as pool
from contextlib import suppress
from functools import partial
from types import ModuleType
from typing import Any, NamedTuple

from pytest_wshygiene.ownership.accounts import Record
from pytest_wshygiene.ownership.ledger import Ledger
from pytest_wshygiene.ownership.origin import is_first_party
from pytest_wshygiene.ownership.patching import Patches
from pytest_wshygiene.ownership.running import running_task
from pytest_wshygiene.probes.base import Look, Probe, Watch
from pytest_wshygiene.probes.held import Hold
from pytest_wshygiene.probes.limiters import Tokens

#: Modules of other libraries that have such classes, which have ``acquire_nowait`` besides.
_MODULES = {"anyio._backends._asyncio": ("Lock", "Semaphore"), "trio._sync": ("_LockImpl", "Semaphore")}
_CONDITION = threading.Condition.__init__.__code__


class LockProbe(Probe):
    """Locks and semaphores of asyncio, anyio, trio and ``threading``; of its locks those that first-party code makes.

    C locks cannot be patched: ``threading.Lock()`` and ``RLock()`` called from first-party code return a thin shell,
    and that has to begin before the user's modules are imported (`begin_shells`). Nothing is noted before `install`.
    A semaphore that is released before it is acquired is a signal: whoever waits for that holds nothing.
    """

    kind = "lock"

    def __init__(self) -> None:
        self._holds: weakref.WeakKeyDictionary[Any, list[Hold]] = weakref.WeakKeyDictionary()
        #: A list for each, since adding and taking away cannot be done at once with a number.
        self._signals: weakref.WeakKeyDictionary[Any, list[None]] = weakref.WeakKeyDictionary()
        self._ledger: Ledger | None = None

    def begin_shells(self, patches: Patches) -> None:
        """From now on the locks that first-party code makes can be watched; once for the same ``patches``."""
        for name in ("Lock", "RLock"):
            patches.wrap(threading, name, partial(_factory, name, self))

    @property
    def makes_shells(self) -> bool:
        """False when it is all over: a name that is still bound to ours then makes a lock like any other."""
        return self._ledger is None or self._ledger.active

    def install(self, watch: Watch) -> None:
        self._ledger = watch.ledger
        patches = watch.patches

        def acquiring(original: Callable[..., Any]) -> Callable[..., Any]:
            async def acquire(lock: Any) -> Any:
                taken = await original(lock)
                self.took(lock, f"asyncio.{type(lock).__qualname__}", asyncio.current_task())
                return taken

            return acquire

        def acquiring_now(original: Callable[..., Any]) -> Callable[..., Any]:
            def acquire(lock: Any, *args: Any, **kwargs: Any) -> Any:
                taken = original(lock, *args, **kwargs)
                if taken:
                    self.took(lock, f"threading.{type(lock).__qualname__}", None)
                return taken

            return acquire

        def releasing(original: Callable[..., Any]) -> Callable[..., Any]:
            def release(lock: Any, *args: Any, **kwargs: Any) -> Any:
                self.gave_back(lock)
                return original(lock, *args, **kwargs)

            return release

        for cls in (async_locks.Lock, async_locks.Semaphore):
            patches.wrap(cls, "acquire", acquiring)
            patches.wrap(cls, "release", releasing)
        patches.wrap(threading.Semaphore, "acquire", acquiring_now)
        patches.wrap(threading.Semaphore, "__enter__", acquiring_now)
        patches.wrap(threading.Semaphore, "release", releasing)
        patches.wrap(threading.BoundedSemaphore, "release", releasing)
        self.begin_shells(patches)
        for path, classes in _MODULES.items():
            watch.when_imported(path, partial(self._install_library, watch, classes, releasing))
        Tokens(watch)

    def _install_library(self, watch: Watch, classes: tuple[str, ...], releasing: Any, module: ModuleType) -> None:
        """anyio's and trio's have a second way in, which the first may go as well; anyio's on trio are trio's."""
        for cls in [vars(module)[name] for name in classes if name in vars(module)]:
            name = f"{module.__name__.partition('.')[0]}.{cls.__qualname__.strip('_').removesuffix('Impl')}"
            watch.patches.wrap(cls, "acquire_nowait", partial(self._acquiring, name))
            watch.patches.wrap(cls, "acquire", partial(self._waiting, name))
            watch.patches.wrap(cls, "release", releasing)

    def _acquiring(self, name: str, original: Callable[..., Any]) -> Callable[..., Any]:
        def acquire_nowait(lock: Any) -> Any:
            taken = original(lock)
            self.took(lock, name, running_task())
            return taken

        return acquire_nowait

    def _waiting(self, name: str, original: Callable[..., Any]) -> Callable[..., Any]:
        async def acquire(lock: Any) -> Any:
            task = running_task()
            before = self._count(lock, task)
            taken = await original(lock)
            if self._count(lock, task) == before:
                self.took(lock, name, task)
            return taken

        return acquire

    def _count(self, lock: Any, taker: object) -> int:
        """How often a task holds ``lock``, less what it has been signalled."""
        holds = sum(hold.taker is not None and hold.taker() is taker for hold in self._holds.get(lock, ()))
        return holds - len(self._signals.get(lock, ()))

    def took(self, lock: Any, name: str, taker: object | None) -> None:
        """Note an acquisition, for the owner whose code made it."""
        ledger = self._ledger
        if ledger is None:
            return
        signals = self._signals.get(lock)
        if signals:
            with suppress(IndexError):  # another thread was first
                signals.pop()
                return
        hold = Hold(lock, name, taker)
        record = ledger.record("lock", hold)
        if record is not None and record.sites and record.sites[0][0].co_filename == pool.__file__:
            ledger.drop(hold)  # how an executor counts its idle workers; the last one does not give back
            return
        if record is not None:
            record.account.keep[id(hold)] = hold
        self._holds.setdefault(lock, []).append(hold)

    def newest(self, lock: Any) -> Hold | None:
        """The acquisition of ``lock`` that is given back next: one's own, if there is any, else the newest of all."""
        holds = list(self._holds.get(lock, ()))
        if len(holds) > 1:
            here, task = threading.get_ident(), running_task()
            holds = [hold for hold in holds if hold.is_by(here, task)] or holds
        return holds[-1] if holds else None

    def gave_back(self, lock: Any) -> None:
        """Forget the newest acquisition of ``lock``; of a semaphore that nobody has taken it is a signal."""
        hold = self.newest(lock)
        if hold is not None:
            self.forget(lock, hold)
        elif "Semaphore" in type(lock).__name__:
            self._signals.setdefault(lock, []).append(None)

    def forget(self, lock: Any, hold: Hold) -> None:
        """An acquisition has been given back."""
        with suppress(ValueError):  # another thread has done so
            self._holds[lock].remove(hold)
        if self._ledger is not None:
            self._ledger.drop(hold)

    def gave_back_all(self, lock: Any) -> None:
        """Forget all acquisitions of ``lock``: somebody waits for a condition, and holds nothing meanwhile."""
        while self._holds.get(lock):
            self.gave_back(lock)

    def is_open(self, resource: Any, record: Record) -> bool:
        return resource.lock() is not None

    def look(self, resource: Any, record: Record, root: str) -> Look:
        return Look(
            subject=resource.name,
            summary=f"the lock `{resource.name}()` was still held",
            state="held, never released",
            release=resource.release,
        )


class EarlyLocks(NamedTuple):
    """The probe whose shells are made already, and what to undo."""

    patches: Patches
    probe: LockProbe

    def end(self) -> None:
        """Undo it, in a run that has come to nothing too."""
        self.patches.undo()


def begin_early() -> EarlyLocks:
    """Begin with the shells, before anybody can say who answers for what."""
    early = EarlyLocks(Patches(), LockProbe())
    early.probe.begin_shells(early.patches)
    return early


def _factory(name: str, probe: LockProbe, original: Callable[..., Any]) -> type:
    """A stand-in for ``threading.Lock`` that gives first-party code a shell, and everybody else the C lock."""
    raw = type(original())
    shell = _shell(probe) if name == "Lock" else _reentrant(probe)

    class _Kind(type):
        def __instancecheck__(cls, instance: object) -> bool:
            return isinstance(instance, raw) or type(instance) is shell

    class Maker(metaclass=_Kind):
        def __new__(cls) -> Any:
            caller, made = sys._getframe(1), name
            if caller.f_code is _CONDITION and caller.f_back is not None:  # its lock is the condition's own
                caller, made = caller.f_back, "Condition"
            wanted = probe.makes_shells and is_first_party(caller.f_code.co_filename)
            return shell(original(), f"threading.{made}") if wanted else original()

    Maker.__name__ = name
    return Maker


def _shell(probe: LockProbe) -> Any:
    """The class of shells around C locks, under the name that theirs has."""

    class Shell:
        __slots__ = ("__weakref__", "_lock", "_name")

        def __init__(self, lock: Any, name: str) -> None:
            self._lock = lock
            self._name = name

        def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
            taken: bool = self._lock.acquire(blocking, timeout)
            if taken:
                probe.took(self, self._name, None)
            return taken

        __enter__ = acquire

        def release(self) -> None:
            hold = probe.newest(self)  # as soon as it is free, another thread may have taken it
            self._lock.release()
            if hold is not None:
                probe.forget(self, hold)

        def __exit__(self, *exc: object) -> None:
            self.release()

        def __getattr__(self, attribute: str) -> Any:
            return getattr(self._lock, attribute)

        def __repr__(self) -> str:
            return repr(self._lock)

    Shell.__qualname__ = "lock"
    return Shell


def _reentrant(probe: LockProbe) -> Any:
    """The same for locks that a condition lets go of, however often they are held, while somebody waits for it."""
    shell = _shell(probe)

    class Shell(shell):  # type: ignore[misc, valid-type]
        __slots__ = ()

        def _release_save(self) -> Any:
            probe.gave_back_all(self)
            return self._lock._release_save()

        def _acquire_restore(self, state: Any) -> None:
            self._lock._acquire_restore(state)
            probe.took(self, self._name, None)

    Shell.__qualname__ = "RLock"
    return Shell

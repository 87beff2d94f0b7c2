"""Who made it: every resource is written into the account of the owner whose code was running."""

from __future__ import annotations

import asyncio
import gc
import threading
from asyncio import _get_running_loop
from collections.abc import Callable, Sequence
from contextlib import suppress
from types import MethodType
from typing import Any

from pytest_wshygiene.ownership.accounts import CURRENT, Account, Record
from pytest_wshygiene.ownership.birth import Site, capture, has_first_party
from pytest_wshygiene.ownership.running import (
    BEGUN_FROM,
    EXAMPLE,
    GIVEN_FROM,
    GIVEN_TO_POOL,
    GIVEN_TO_TRIO,
    running_handle,
    running_task,
)

# Kinds that do not end by themselves, nor with an event loop.
_LASTING = frozenset({"socket", "connection", "server", "session", "thread", "process"})
# Kinds whose finalizer tells of a resource that was dropped without a release.
_TOLD_WHEN_DYING = frozenset({"socket", "session", "subscription", "event loop", "task"})
_UNSET: Any = object()


def _ignore(*args: object) -> None:
    """Nobody is listening yet."""


def _nothing() -> None:
    """Most probes need not remember anything."""


class Ledger:
    """All living records by identity, and the one way to add to them.

    It is asked from inside of other people's calls: a bug in it is told to ``on_crash(kind, error)``, no further.
    """

    def __init__(self) -> None:
        self.records: dict[int, Record] = {}
        self.active = True
        self.running: Account | None = None
        self.repeating = False  # a test is run again
        self.on_late: Callable[[Account], None] = _ignore  # something was made for an owner that is gone
        self.late: list[Account] = []  # of owners that are gone, and in whose name something was made since
        self.on_drop: Callable[[Record, Any], None] = _ignore  # a resource was released through its registration
        self.on_crash: Callable[[str, BaseException], None] = _ignore
        self._fallen: dict[int, Record] = {}
        self._ended: dict[int, Sequence[Record]] = {}  # what its own finalizer has closed in this collection
        self._collecting = 0  # the thread that the garbage collector runs in
        self._on_death = self._fall
        gc.callbacks.append(self._on_collection)

    def close(self) -> None:
        """Record nothing any more."""
        self.active = False
        if self._on_collection in gc.callbacks:
            gc.callbacks.remove(self._on_collection)

    def record(self, kind: str, resource: object, note: Callable[[], object] = _nothing) -> Record | None:
        """Write ``resource`` into the account of whoever is running; None where nobody answers for it.

        ``note`` gives what its probe goes by. It is called where somebody answers, before others can see the record.
        """
        try:
            return self._write(kind, resource, note)
        except Exception as error:
            self.crashed(kind, error)
            return None

    def _write(self, kind: str, resource: object, note: Callable[[], object]) -> Record | None:
        account = self.answering() if self.active else None
        if account is not None and account.closed:
            account = self._afterwards(account, kind)
        if account is None or kind not in account.terms.kinds:
            return None
        birth = capture()
        if birth is None:
            return None
        caller, account = account, self.author(account, birth.sites)
        try:
            record = Record(resource, self._on_death)
        except TypeError:  # no weak references to this class: it cannot be watched without keeping it alive
            return None
        record.key = key = id(resource)
        record.kind = kind
        record.account = account
        record.called_by = caller if caller is not account else None
        record.sites = birth.sites
        record.lineage = () if birth.told else self.parent_birth(account) or birth.outer
        record.note = note()
        record.judged = account.closed  # it comes of what has been told
        record.is_given = bool(record.lineage) and record.lineage is (GIVEN_TO_TRIO.sites or GIVEN_FROM.get())
        record.is_part = record.is_far_end = False
        record.in_own_time = account is self.running
        record.is_repeat = self.repeating
        record.example = EXAMPLE.get()
        self.records[key] = account.records[key] = record
        return record

    def crashed(self, kind: str, error: BaseException) -> None:
        """There is a bug in what sees resources of this kind being made or released."""
        with suppress(Exception):  # there may be no room left on the stack to tell of it
            self.on_crash(kind, error)

    def giver(self, account: Account) -> tuple[Site, ...]:
        """The birth of what is about to be given to another thread, for what will be made there."""
        birth = capture()
        if birth is None or birth.told:
            return birth.sites if birth is not None else ()
        return self.parent_birth(account) or birth.outer

    def _afterwards(self, account: Account, kind: str) -> Account | None:
        """Who answers for what is made in the name of an owner that is gone: it, once more, if it had ended clean."""
        self.on_late(account)
        if kind not in _LASTING:
            return None
        if account.has_left:
            return account
        return self.later(account)

    def later(self, account: Account) -> Account:
        """Who answers at the very end for what is ``account``'s."""
        if account.late is None:
            account.late = Account(account.owner, account.terms)
            self.late.append(account.late)
        return account.late

    def answering(self) -> Account | None:
        """Whoever is running; a task, timer or thread that another owner has taken over runs for that one.

        So does what a connection that was taken over calls back, when the one who has opened it is gone.
        """
        try:
            return self._answering()
        except Exception as error:
            self.crashed("ownership", error)
            return self.running

    def _answering(self) -> Account | None:
        account: Account | None = CURRENT.get(_UNSET)
        if account is _UNSET:
            return self._running_here()
        if account is None or not (account.closed or account.heir is not None):
            return account
        loop = _get_running_loop()
        is_callback = loop is not None and asyncio.current_task(loop) is None
        record = self._running_timer() if is_callback else self._maker()
        if record is not None:
            return record.account
        return account.heir if account.closed and account.heir is not None else account

    def author(self, account: Account, sites: tuple[Site, ...]) -> Account:
        """Whose code has made something for ``account``: a wider fixture's worker may have been given the test's."""
        running = self.running
        if running is None or running is account or account.owner.kind != "fixture":
            return account
        return running if any(running.wrote(code) for code, _ in sites) else account

    def find(self, resource: object) -> Record | None:
        """The record of ``resource``, if it has one and is really the object that was recorded."""
        record = self.records.get(id(resource))
        return record if record is not None and record() is resource else None

    def find_dying(self, resource: object) -> Record | None:
        """The record of a resource whose finalizer is running.

        The garbage collector clears weak references before it runs finalizers, so the record may have fallen already.
        """
        return self.find(resource) or self._fallen.get(id(resource))

    def of_kind(self, kind: str) -> list[Record]:
        """All records of a kind that there are, with those of what the running collection is about to free."""
        return [each for each in (*self.records.values(), *self._fallen.values()) if each.kind == kind]

    def note_ending(self, resource: object, parts: Sequence[Record] = ()) -> None:
        """A finalizer is about to close what something around it, which may be dying with it, has had open."""
        if self._is_collecting():
            self._ended[id(resource)] = parts

    def ended_with(self, resource: object) -> Sequence[Record] | None:
        """The parts of what was open until its own finalizer has closed it in this collection; None for all else."""
        return self._ended.get(id(resource))

    def drop(self, resource: object) -> None:
        """Forget a resource that was released, and let go of it where only we kept it."""
        record = self.find(resource)
        if record is None:
            return
        if record.account is not self.running:
            try:
                self.on_drop(record, resource)
            except Exception as error:
                self.crashed(record.kind, error)
        self._forget(record)
        record.account.keep.pop(record.key, None)

    def adopt(self, record: Record, account: Account) -> None:
        """Move a record to the account of the owner that turned out to hold the resource."""
        record.account.records.pop(record.key, None)
        record.account.heir = account
        record.account = account
        record.in_own_time = False
        account.records[record.key] = record

    def postpone(self, record: Record) -> None:
        """Judge it when everything has ended: something of pytest's is to release it after its owner's end."""
        self.adopt(record, self.later(record.account))

    def _fall(self, record: Record) -> None:
        self._forget(record)
        if self._is_collecting() and record.kind in _TOLD_WHEN_DYING:
            self._fallen[record.key] = record

    def _on_collection(self, phase: str, info: dict[str, int]) -> None:
        """Identities may be used again as soon as the collector has ended; so nobody is remembered beyond it.

        What dies in other threads meanwhile has finalizers that run before, and its identity is used again at once.
        """
        self._collecting = threading.get_ident() if phase == "start" else 0
        self._fallen.clear()
        self._ended.clear()

    def _is_collecting(self) -> bool:
        return self._collecting != 0 and self._collecting == threading.get_ident()

    def _forget(self, record: Record) -> None:
        self.records.pop(record.key, None)
        record.account.records.pop(record.key, None)

    def _running_here(self) -> Account | None:
        """Who is running where the context is a new one: greenlets begin with that, also those that tests run in.

        A task that has been given one runs for whoever has begun it, and so does a thread, or its work for a pool.
        """
        task = running_task()
        record = self.find(task) if task is not None else None
        if record is not None:
            return record.account
        if threading.get_ident() == threading.main_thread().ident:
            return self.running
        thread = self.find(threading._active.get(threading.get_ident()))  # type: ignore[attr-defined]
        return GIVEN_TO_POOL.account or (thread.account if thread is not None else None)

    def _running_timer(self) -> Record | None:
        """The timer whose callback is running; a library that arms the next one in it does so for the same caller."""
        handle = running_handle()
        return self.find(handle) if handle is not None else None

    def _calling_back(self) -> Record | None:
        """The socket whose transport calls its protocol in the running callback."""
        handle = running_handle()
        if handle is None or type(handle._callback) is not MethodType:
            return None
        called = (handle._callback.__self__, *handle._args)  # the transport itself, or a protocol that is given one
        socks = (getattr(each, "_sock", None) for each in called if issubclass(type(each), asyncio.BaseTransport))
        return next((record for sock in socks if (record := self.find(sock)) is not None), None)

    def _maker(self) -> Record | None:
        """The task, thread or timer whose code is running."""
        task = running_task()
        maker = task if task is not None else threading._active.get(threading.get_ident())  # type: ignore[attr-defined]
        return (self.find(maker) if maker is not None else None) or self._running_timer()

    def parent_birth(self, account: Account) -> tuple[Site, ...]:
        """The birth of the task, thread or timer whose code is running, for what has no line of the user's."""
        if GIVEN_TO_TRIO.sites:
            return GIVEN_TO_TRIO.sites
        loop = _get_running_loop()
        if loop is None and GIVEN_TO_POOL.sites:
            return GIVEN_TO_POOL.sites
        begun_from = (BEGUN_FROM.get() or GIVEN_FROM.get()) if loop is not None else ()
        if begun_from and asyncio.current_task(loop) is None:
            return begun_from
        parent = self._maker() or self._calling_back()
        if parent is None or (parent.kind == "thread" and parent.account.owner is not account.owner):
            return ()  # a worker that was started for somebody else
        return parent.sites if has_first_party(parent.sites) else parent.lineage

"""Tables that other threads add to while they are gone through: what is looked at brings the next one with it."""

from __future__ import annotations

import asyncio
import gc
import itertools
import selectors
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest

from pytest_wshygiene.census.descriptors import _UNKNOWN, Descriptors
from pytest_wshygiene.census.taking import _foreign_threads
from pytest_wshygiene.judging.crossings import Crossings
from pytest_wshygiene.model import Owner
from pytest_wshygiene.ownership.accounts import Account, acting_for
from pytest_wshygiene.ownership.ledger import Ledger
from pytest_wshygiene.ownership.patching import Patches
from pytest_wshygiene.probes.base import Probe, Watch
from pytest_wshygiene.probes.panel import Panel
from pytest_wshygiene.probes.registrations import _is_registered
from pytest_wshygiene.probes.sessions import _sockets_of
from pytest_wshygiene.probes.threads import ThreadProbe
from pytest_wshygiene.probes.timers import TimerProbe
from pytest_wshygiene.real import REAL
from pytest_wshygiene.settings.reading import Terms
from pytest_wshygiene.settling.settle import run_errands

NUMBERS = itertools.count(1)


@pytest.fixture
def watch() -> Iterator[Watch]:
    made = Watch(Ledger(), Patches(), "")
    yield made
    made.ledger.close()
    made.patches.undo()


@pytest.fixture
def account() -> Account:
    return Account(Owner("test", "test_a.py::test_a"), Terms())


class Busy:
    """A record that takes so long to be looked at that another thread writes the next one beside it."""

    key = 0
    account = None

    def __init__(self, table: dict[int, Any]) -> None:
        self.table = table

    def __call__(self) -> None:
        return None

    def __getattr__(self, name: str) -> Any:
        self.table[next(NUMBERS)] = SimpleNamespace(kind="task", judged=False, account=None)
        return {"kind": "task", "judged": False}[name]


def test_records_of_an_account_whose_threads_are_asked_for(account: Account) -> None:
    account.records[0] = Busy(account.records)  # type: ignore[assignment]
    _foreign_threads(account)
    assert len(account.records) == 2


def test_records_of_an_account_that_is_forgotten(watch: Watch, account: Account) -> None:
    account.records[0] = Busy(account.records)  # type: ignore[assignment]
    Crossings(watch, Panel(watch, [], lambda kind, error: None)).forget(account)
    assert len(account.records) == 2


def test_records_that_a_dying_session_is_looked_for_in(watch: Watch) -> None:
    watch.ledger.records[0] = Busy(watch.ledger.records)  # type: ignore[assignment]
    assert _sockets_of(object(), watch) == []
    assert len(watch.ledger.records) == 2


def test_what_dies_in_another_thread_while_the_collector_runs_in_this_one(watch: Watch, account: Account) -> None:
    """Its identity is free at once, and not to be taken for that of the next one who gets it."""

    def release() -> None:
        with acting_for(account):
            watch.ledger.record("socket", thing := Account(account.owner, Terms()))
        marks.append(id(thing))

    marks: list[int] = []
    gc.disable()
    watch.ledger._on_collection("start", {})
    thread = threading.Thread(target=release)
    thread.start()
    thread.join()
    assert watch.ledger._fallen == {}
    release()
    assert list(watch.ledger._fallen) == marks[1:]
    watch.ledger._on_collection("stop", {})
    gc.enable()


class Looked(dict[int, Any]):
    """Records that another thread looks at as soon as there is one."""

    def __init__(self, probe: Probe) -> None:
        super().__init__()
        self.probe = probe
        self.looks = 0

    def __setitem__(self, key: int, record: Any) -> None:
        super().__setitem__(key, record)
        if record.kind == self.probe.kind:
            self.looks += 1
            self.probe.is_open(record(), record)


def test_work_for_a_pool_that_is_looked_at_as_soon_as_it_is_recorded(watch: Watch, account: Account) -> None:
    probe = ThreadProbe()
    probe.install(watch)
    looked = watch.ledger.records = Looked(probe)
    crashes: list[object] = []
    watch.ledger.on_crash = lambda kind, error: crashes.append(error)
    with acting_for(account), ThreadPoolExecutor(1) as pool:
        pool.submit(int).result()
    assert looked.looks >= 1
    assert crashes == []


class Callback:
    """What a loop is to call next; while it is compared with, the loop gets something else to do."""

    def __init__(self, ready: deque[Any]) -> None:
        self.ready = ready

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        self.ready.append(object())
        return False


def test_a_timer_whose_loop_gets_something_else_to_do(watch: Watch, account: Account) -> None:
    loop: Any = asyncio.new_event_loop()
    with acting_for(account):
        timer = loop.call_later(0, int)
        record = watch.ledger.record("timer", timer)
    assert record is not None
    timer._scheduled = False  # as if it had been due, and was among those that are called next
    loop._ready += [Callback(loop._ready), timer]
    assert TimerProbe().is_open(timer, record)
    loop._ready.clear()
    loop.close()


def test_a_selector_that_was_closed_after_its_loop_was_asked() -> None:
    selector = selectors.DefaultSelector()
    selector.close()
    assert not _is_registered(SimpleNamespace(_selector=selector), "add_reader", 0)


class Loop:
    """A loop of another thread; when it is asked, somebody gives the next one something to do."""

    def __init__(self, asked: Callable[[], None]) -> None:
        self.asked = asked

    def is_running(self) -> bool:
        self.asked()
        return False


def test_errands_that_are_given_while_they_are_waited_for(account: Account) -> None:
    next_one = Loop(lambda: None)
    loop = Loop(lambda: account.note_errand(next_one))
    account.note_errand(loop)
    run_errands(account.errands, 0.0)
    assert account.errands == [loop, next_one]


def test_descriptors_that_are_opened_while_they_are_looked_at(
    watch: Watch, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    descriptors = Descriptors(watch.patches, watch.ledger)
    descriptors.begin(account)
    births, fstat = descriptors._births, REAL.fstat
    births[0] = _UNKNOWN._replace(account=account)

    def slow(number: int) -> Any:
        births.setdefault(next(NUMBERS) + 1_000_000, _UNKNOWN)
        return fstat(number)

    monkeypatch.setattr(REAL, "fstat", slow)
    assert descriptors.left_by(account, []) == []
    assert len(births) > 1


def test_a_descriptor_that_is_opened_while_others_are_forgotten(watch: Watch, account: Account) -> None:
    descriptors = Descriptors(watch.patches, watch.ledger)
    account_of_another = Account(Owner("fixture", "", fixture="log"), Terms())

    class Slow:
        @property
        def account(self) -> Account:
            descriptors._births[2] = _UNKNOWN._replace(account=account_of_another)
            return account

    descriptors._births[1] = Slow()  # type: ignore[assignment]
    descriptors.forget(account)
    assert {number: birth.account for number, birth in descriptors._births.items()} == {2: account_of_another}

"""Whose acquisition of a lock is given back, where threads come between the steps of each other."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from pytest_wshygiene.model import Owner
from pytest_wshygiene.ownership.accounts import Account, Ledger, acting_for
from pytest_wshygiene.ownership.patching import Patches
from pytest_wshygiene.probes.base import Watch
from pytest_wshygiene.probes.locks import LockProbe
from pytest_wshygiene.settings.reading import Terms

TEST = Account(Owner("test", "test_a.py::test_a"), Terms(mode="fail"))
FIXTURE = Account(Owner("fixture", "", fixture="pool", scope="session"), Terms(mode="fail"))


@pytest.fixture
def probe() -> Iterator[LockProbe]:
    """A probe at work, with what was taken before forgotten."""
    watch = Watch(Ledger(), Patches(), "")
    made = LockProbe()
    made.install(watch)
    yield made
    watch.ledger.close()
    watch.patches.undo()
    for account in (TEST, FIXTURE):
        account.records.clear()
        account.clear()


def in_a_thread(account: Account, call: Callable[[], object]) -> None:
    def run() -> None:
        with acting_for(account):
            call()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


class Handed:
    """A lock that another thread of the fixture's takes at the very moment it is free."""

    def __init__(self) -> None:
        self.shell: Any = None

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        return True

    def release(self) -> None:
        in_a_thread(FIXTURE, self.shell.acquire)


def test_a_lock_that_another_thread_takes_while_it_is_given_back(probe: LockProbe) -> None:
    shell: Any = threading.Lock()
    shell._lock = handed = Handed()
    handed.shell = shell
    with acting_for(TEST), shell:
        pass
    assert (len(TEST.records), len(FIXTURE.records)) == (0, 1)


def test_a_slot_is_given_back_by_whoever_has_taken_it(probe: LockProbe) -> None:
    slots = threading.Semaphore(2)
    with acting_for(TEST), slots:
        in_a_thread(FIXTURE, slots.acquire)
    assert (len(TEST.records), len(FIXTURE.records)) == (0, 1)
    slots.release()  # who has none gives back what somebody else has
    assert not FIXTURE.records


def test_a_lock_that_is_not_held_by_whoever_gives_it_back(probe: LockProbe) -> None:
    lock = threading.RLock()
    in_a_thread(FIXTURE, lock.acquire)
    with acting_for(TEST), pytest.raises(RuntimeError):
        lock.release()
    assert len(FIXTURE.records) == 1


def test_signals_are_counted_however_they_come(probe: LockProbe) -> None:
    signals = threading.Semaphore(0)
    with acting_for(TEST):
        for _ in range(3):
            signals.release()
        for _ in range(3):
            signals.acquire()
    assert not TEST.records

"""Whose acquisition of a lock is given back, where threads come between the steps of each other."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from pytest_wshygiene.model import Owner
from pytest_wshygiene.ownership.accounts import Account, acting_for
from pytest_wshygiene.ownership.ledger import Ledger
from pytest_wshygiene.ownership.patching import Patches
from pytest_wshygiene.probes.base import Watch
from pytest_wshygiene.probes.locks import LockProbe
from pytest_wshygiene.settings.reading import Terms

TEST = Account(Owner("test", "test_a.py::test_a"), Terms(mode="fail"))
FIXTURE = Account(Owner("fixture", "", fixture="pool", scope="session"), Terms(mode="fail"))


@pytest.fixture
def held() -> Iterator[Callable[[Account], int]]:
    """A probe at work; what is given says how many locks somebody holds, by the books of this probe alone."""
    watch = Watch(Ledger(), Patches(), "")
    LockProbe().install(watch)
    yield lambda account: [each.account for each in list(watch.ledger.records.values())].count(account)
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


def test_a_lock_that_another_thread_takes_while_it_is_given_back(held: Callable[[Account], int]) -> None:
    shell: Any = threading.Lock()
    shell._lock = handed = Handed()
    handed.shell = shell
    with acting_for(TEST), shell:
        pass
    assert (held(TEST), held(FIXTURE)) == (0, 1)


def test_a_slot_is_given_back_by_whoever_has_taken_it(held: Callable[[Account], int]) -> None:
    slots = threading.Semaphore(2)
    with acting_for(TEST), slots:
        in_a_thread(FIXTURE, slots.acquire)
    assert (held(TEST), held(FIXTURE)) == (0, 1)
    slots.release()  # who has none gives back what somebody else has
    assert held(FIXTURE) == 0


def test_a_lock_that_is_not_held_by_whoever_gives_it_back(held: Callable[[Account], int]) -> None:
    lock = threading.RLock()
    in_a_thread(FIXTURE, lock.acquire)
    with acting_for(TEST), pytest.raises(RuntimeError):
        lock.release()
    assert held(FIXTURE) == 1


def test_signals_are_counted_however_they_come(held: Callable[[Account], int]) -> None:
    signals = threading.Semaphore(0)
    with acting_for(TEST):
        for _ in range(3):
            signals.release()
        for _ in range(3):
            signals.acquire()
    assert held(TEST) == 0

"""Locks of modules that a conftest imports, which it does before anybody is asked what to watch."""

from __future__ import annotations

import threading

import pytest

STORE = """
import threading

LOCK = threading.Lock()
AGAIN = threading.RLock()
ROOM = threading.Condition()
"""

TESTS = """
import store

def test_keeps():
    store.LOCK.acquire()

def test_keeps_again():
    store.AGAIN.acquire()

def test_gives_back():
    with store.ROOM:
        pass
"""

OFF = """
import _thread, store

def test_type():
    assert type(store.LOCK) is _thread.LockType
"""

KEEPS = "*WSH500 lock-outlives-owner: The lock `threading.Lock()` was still held*test_keeps."
KEEPS_AGAIN = "*WSH500 lock-outlives-owner: The lock `threading.RLock()` was still held*test_keeps_again."


@pytest.fixture
def program(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makeconftest("import store")
    pytester.makepyfile(store=STORE, test_store=TESTS)
    return pytester


@pytest.mark.parametrize("flags", [["--wshygiene"], ["-o", "wshygiene_mode=fail"], ["--wshygiene", "-n", "1"]])
def test_locks_of_what_the_conftest_imports_are_watched(program: pytest.Pytester, flags: list[str]) -> None:
    result = program.runpytest_subprocess("-owshygiene_settle=0.05", *flags)
    result.assert_outcomes(passed=3, errors=2)
    result.stdout.fnmatch_lines_random([KEEPS, KEEPS_AGAIN])


@pytest.mark.parametrize("flags", [[], ["--wshygiene-mode=off", "-o", "wshygiene_mode=fail"]])
def test_a_run_that_is_off_makes_locks_as_ever(program: pytest.Pytester, flags: list[str]) -> None:
    program.makepyfile(
        test_store="import _thread, store\n\ndef test_type():\n    assert type(store.LOCK) is _thread.LockType"
    )
    program.runpytest_subprocess(*flags).assert_outcomes(passed=1)


@pytest.mark.parametrize("flags", [["--wshygiene"], ["--wshygiene", "-o", "wshygiene_kinds=lokc"]])
def test_what_makes_them_is_put_back_however_the_run_ends(program: pytest.Pytester, flags: list[str]) -> None:
    before = threading.Lock, threading.RLock
    program.runpytest_inprocess(*flags, "-owshygiene_settle=0.05")
    assert (threading.Lock, threading.RLock) == before

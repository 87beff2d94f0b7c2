"""Running a test again, out of sight: fresh fixtures of its own, and not a word of it in any report."""

from __future__ import annotations

import signal
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from types import FrameType
from typing import Any

import pytest

from pytest_wshygiene.ownership.accounts import acting_for

#: What ends a whole run; pytest takes everything else, `SystemExit` too, for the failure of one test.
BY_HAND = (KeyboardInterrupt, pytest.exit.Exception)
_MISSING = object()
_NOWHERE: pytest.StashKey[dict[str, bool]] = pytest.StashKey()
#: pytest-timeout's settings for a test, where it has given it a time.
TIMEOUT: pytest.StashKey[Any] = pytest.StashKey()
#: Seconds that a rerun gets at least, and how much more than the first run has taken.
_PATIENCE, _TIMES = 10.0, 10
#: What a run leaves on its item, and a rerun must not.
_TRACES = ("_request", "funcargs", "_instance", "_obj", "_excinfo", "addSubTest")


def why_not(item: pytest.Item) -> str:
    """Why a test cannot be run again; "" where it can."""
    option = item.config.option
    if not isinstance(item, pytest.Function):
        return "it is no test function, and cannot be run again"
    if "subtests" in item.fixturenames:
        return "its subtests would be reported again"
    for name, flag in (("usepdb", "--pdb"), ("trace", "--trace"), ("setupshow", "--setup-show")):
        if getattr(option, name, False):
            return f"no test is run again with {flag}"
    return ""


@contextmanager
def unseen(item: Any) -> Iterator[None]:
    """While inside, the item can be run as if for the first time; it is left as it was found."""
    before = {name: vars(item).get(name, _MISSING) for name in _TRACES}
    sections, properties = list(item._report_sections), list(item.user_properties)
    try:
        with warnings.catch_warnings(record=True):
            yield
    finally:
        item.stash.setdefault(_outcomes(), {})
        del item.stash[_outcomes()]
        item._report_sections[:], item.user_properties[:] = sections, properties
        for name, value in before.items():
            if value is not _MISSING:
                setattr(item, name, value)
            else:
                vars(item).pop(name, None)


class RerunTooLong(BaseException):
    """What the first run has left lets a rerun wait for ever, such as a place in a pool that was not given back."""


@contextmanager
def limited(lasted: float) -> Iterator[None]:
    """While inside, a rerun of a test that has ``lasted`` so many seconds is given up when it takes far longer.

    Only where the alarm clock of the process is free: pytest-timeout has the same end by its own.
    """
    is_main = threading.current_thread() is threading.main_thread()
    if (
        not is_main
        or signal.getsignal(signal.SIGALRM) is not signal.SIG_DFL
        or any(signal.getitimer(signal.ITIMER_REAL))
    ):
        yield
        return
    seconds = _PATIENCE + _TIMES * lasted

    def give_up(number: int, frame: FrameType | None) -> None:
        raise RerunTooLong(f"it had not ended after {seconds:.0f} s")

    with acting_for(None):
        signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        with acting_for(None):
            signal.signal(signal.SIGALRM, signal.SIG_DFL)


def set_up_and_call(item: Any) -> str:
    """Run the first two phases; what went wrong, or ""."""
    _refresh(item)
    item._initrequest()
    item.stash[_outcomes()] = {}
    timeout = item.stash.get(TIMEOUT, None)
    if timeout is not None and not timeout.func_only:
        item.config.hook.pytest_timeout_cancel_timer(item=item)
        item.config.hook.pytest_timeout_set_timer(item=item, settings=timeout)
    trouble = _phase(item, "setup") or _phase(item, "call")
    caught = vars(item).pop("_excinfo", None)  # unittest's results do not leave a phase as an exception
    return trouble or (told(caught[0].value) if caught else "")


def tear_down(item: Any, nextitem: Any) -> pytest.ExceptionInfo[BaseException] | None:
    """Run the last phase; what it raised."""
    hook = partial(item.ihook.pytest_runtest_teardown, item=item, nextitem=nextitem)
    return pytest.CallInfo.from_call(hook, "teardown", reraise=BY_HAND).excinfo


def told(error: BaseException) -> str:
    """An exception in one line."""
    lines = str(error).splitlines()
    return f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__


def _phase(item: Any, when: Any) -> str:
    hook = getattr(item.ihook, f"pytest_runtest_{when}")
    excinfo = pytest.CallInfo.from_call(partial(hook, item=item), when, reraise=BY_HAND).excinfo
    return told(excinfo.value) if excinfo is not None else ""


def _outcomes() -> pytest.StashKey[dict[str, bool]]:
    """Where ``tmp_path`` expects the outcome of each phase, which reports write there, and which it deletes."""
    key = getattr(sys.modules.get("_pytest.tmpdir"), "tmppath_result_key", None)
    return key if isinstance(key, pytest.StashKey) else _NOWHERE


def _refresh(item: Any) -> None:
    """A method gets a new instance; but hypothesis would not have one test called on two of them."""
    own = vars(item)
    bound = getattr(own.get("_obj"), "__self__", None)
    if bound is not None and bound is own.get("_instance") and not hasattr(own["_obj"], "hypothesis"):
        del item._obj, item._instance
    own.pop("_excinfo", None)
    if hasattr(item, "addSubTest"):
        item.addSubTest = _ignore


def _ignore(*args: Any) -> None:
    """Subtests of a rerun are not reported."""

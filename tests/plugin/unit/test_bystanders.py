"""Threads that sleep for longer than is waited for, or that have nothing to do with what is left."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic, sleep
from types import SimpleNamespace
from typing import Any

import pytest

from pytest_wshygiene.settling.bystanders import bystanders
from pytest_wshygiene.settling.quiet import limit_of
from pytest_wshygiene.suspended.calling import called_in
from pytest_wshygiene.suspended.stacks import thread_stack

SINK: list[Any] = []
LONG = 2.0  # seconds: a sleep cannot be ended, and a thread must not outlive its test


class Rounds:
    """Something is looked after in a thread, every so many seconds."""

    def __init__(self, pause: Callable[[Rounds], object], seconds: float, care: Any = None) -> None:
        self.pause, self.seconds, self.care = pause, seconds, care
        self.end, self.calls = threading.Event(), queue.Queue[None]()
        self.thread = threading.Thread(target=self.run, daemon=True)  # begun, and perhaps once more, by `sleeping`

    def run(self) -> None:
        self.pause(self)


def by_event(rounds: Rounds) -> None:
    rounds.end.wait(rounds.seconds)


def by_queue(rounds: Rounds) -> None:
    rounds.calls.get(timeout=rounds.seconds)


def by_sleep(rounds: Rounds) -> None:
    time.sleep(rounds.seconds)


def by_bare_name(rounds: Rounds) -> None:
    sleep(rounds.seconds)


WAYS = pytest.mark.parametrize("pause", [by_event, by_queue, by_sleep, by_bare_name])


@contextmanager
def sleeping(rounds: Rounds) -> Iterator[int]:
    """The identity of the thread, when it has come to where it waits."""
    for _ in range(2_000):
        if not rounds.thread.is_alive():  # not begun, or on a busy machine it was over before anybody looked
            rounds.thread = threading.Thread(target=rounds.run, daemon=True)
            rounds.thread.start()
        ident = rounds.thread.ident
        frames = thread_stack(ident)
        if frames and limit_of(frames[-1]) is not None:
            break
        sleep(0.001)
    assert ident is not None
    yield ident
    rounds.end.set()
    rounds.calls.put(None)
    rounds.thread.join()


@WAYS
def test_a_wait_that_lasts_longer(pause: Callable[[Rounds], object]) -> None:
    with sleeping(Rounds(pause, LONG)) as ident:
        assert bystanders(0.5, {ident: monotonic()}, [], []) == {ident}


@WAYS
def test_a_wait_that_may_end_meanwhile(pause: Callable[[Rounds], object]) -> None:
    """It is not known when the wait began: the thread has been there for as long as it waits."""
    with sleeping(Rounds(pause, LONG)) as ident:
        assert not bystanders(0.5, {ident: monotonic() - LONG + 0.4}, [], [])
        assert not bystanders(0.5, {}, [], [])


def test_a_wait_that_has_just_been_ended() -> None:
    """The thread goes on as soon as it gets a processor, which it is kept from here by the lock of its event."""
    rounds = Rounds(by_event, LONG)
    condition: threading.Condition = vars(rounds.end)["_cond"]
    with sleeping(rounds) as ident, condition:
        condition.notify_all()
        assert not bystanders(0.5, {ident: monotonic()}, [ident], [])


def test_a_thread_that_was_told_and_has_nothing_to_do_with_it() -> None:
    left = SimpleNamespace()
    with sleeping(Rounds(by_event, LONG)) as ident:
        assert bystanders(0.5, {}, [ident], [left]) == {ident}


def test_a_thread_that_was_told_and_looks_after_it() -> None:
    left = SimpleNamespace()
    with sleeping(Rounds(by_event, LONG, care={"c1": left})) as ident:
        assert not bystanders(0.5, {}, [ident], [left])


def test_a_thread_that_was_told_and_looks_after_a_global() -> None:
    def pause(rounds: Rounds) -> None:
        while not rounds.end.wait(rounds.seconds):
            SINK.clear()

    SINK.append(left := SimpleNamespace())
    with sleeping(Rounds(pause, LONG)) as ident:
        assert not bystanders(0.5, {}, [ident], [left])
    SINK.clear()


def empty() -> None:
    SINK.clear()


def test_a_thread_that_was_told_and_calls_what_looks_after_a_global() -> None:
    def pause(rounds: Rounds) -> None:
        while not rounds.end.wait(rounds.seconds):
            empty()

    SINK.append(left := SimpleNamespace())
    with sleeping(Rounds(pause, LONG)) as ident:
        assert not bystanders(0.5, {}, [ident], [left])
    SINK.clear()


def test_a_call_that_is_made_over_and_over() -> None:
    """Python 3.11 is in another instruction when it knows already what is called there."""

    def plain(rounds: Rounds) -> None:
        seconds = 0.0
        for turn in range(60):
            seconds = rounds.seconds if turn == 59 else 0.0
            time.sleep(seconds)

    with sleeping(Rounds(plain, LONG)) as ident:
        called = called_in(thread_stack(ident)[-1])
        assert called is not None
        assert called.function is time.sleep

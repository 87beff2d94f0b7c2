"""Doing what a program of cycles asks for: run the scenario, let time pass; with or without a running loop."""

from __future__ import annotations

import inspect
import sys
import time
from asyncio import _get_running_loop, sleep
from collections.abc import Awaitable, Callable, Generator
from typing import Any, TypeVar

from pytest_wshygiene.churn.cycles import RUN
from pytest_wshygiene.ownership.accounts import acting_for
from pytest_wshygiene.probes.loops import trio_pause
from pytest_wshygiene.real import REAL
from pytest_wshygiene.settling.settle import turn_loops
from pytest_wshygiene.suspended.stacks import threads_running

Outcome = TypeVar("Outcome")
Program = Generator[float, float, Outcome]
Scenario = Callable[[], Awaitable[Any]]


def drive(program: Program[Outcome], scenario: Callable[[], Any]) -> Outcome:
    """Do what the program asks for, without a running loop."""

    def perform(step: float) -> None:
        if step == RUN:
            _plain(scenario())
        elif not turn_loops(step) and threads_running() > 1:  # else nothing can change meanwhile
            REAL.sleep(step)

    try:
        step = next(program)
        while True:
            step = _send(program, lambda: perform(step))  # noqa: B023 - called before the next step is known
    except StopIteration as end:
        result: Outcome = end.value
        return result


async def drive_inside(program: Program[Outcome], scenario: Scenario) -> Outcome:
    """The same in a running loop, which runs on."""
    try:
        step = next(program)
        while True:
            start, failure = time.perf_counter(), None
            try:
                if step == RUN:
                    await scenario()
                else:
                    await let_pass(step)
            except BaseException as error:
                failure = error
            step = program.send(time.perf_counter() - start) if failure is None else program.throw(failure)
    except StopIteration as end:
        result: Outcome = end.value
        return result


def _send(program: Program[Outcome], perform: Callable[[], None]) -> float:
    start = time.perf_counter()
    try:
        perform()
    except BaseException as error:
        return program.throw(error)
    return program.send(time.perf_counter() - start)


async def let_pass(seconds: float) -> None:
    """Let time pass, and a loop run what is ready a few times."""
    with acting_for(None):
        if _get_running_loop() is None and "trio" in sys.modules:
            await trio_pause(seconds)
            return
        for _ in range(3):
            await sleep(0)
        if seconds:
            await sleep(seconds)


def _plain(result: Any) -> None:
    """Refuse a coroutine that nobody would await: its scenario would never have run."""
    if inspect.iscoroutine(result):
        result.close()
        raise TypeError("the scenario returns a coroutine: pass a coroutine function, and await the call.")

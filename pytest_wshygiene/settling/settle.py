"""Giving suspects their bounded chance to finish: by progress, without sleeping when there is nothing to wait for.

A closed transport needs one loop turn, a TLS shutdown several, a thread that was told to stop a few milliseconds.
So: a few empty turns, then waits that double from 50 microseconds to 20 milliseconds, out at the first clean look.
"""

from __future__ import annotations

import asyncio
import threading
from asyncio import _get_running_loop
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from pytest_wshygiene.ownership.accounts import CURRENT, Account, acting_for
from pytest_wshygiene.probes.loops import is_elsewhere, is_foreign, known_loops, known_runners, waits_in_trio
from pytest_wshygiene.real import REAL
from pytest_wshygiene.suspended.stacks import threads_running

#: Loop turns that are always free: a close callback, its follow-up, and the one that both may schedule.
TURNS = 3
#: How often idle loops are turned for what was scheduled and has scheduled more.
ROUNDS = 3
#: First and longest single wait, in seconds.
SHORTEST, LONGEST = 0.00005, 0.02
#: A thread that has been woken may not have got a processor yet: so often in a row nothing must be going on.
QUIET_LOOKS = 2
#: Lets a number of seconds pass, and whatever else is ready run.
Pause = Callable[[float], Awaitable[None]]
# A loop's clock that is off by more seconds is not the real one; uvloop's stands still for as long as a callback runs.
_REAL_CLOCK = 1.0

#: Seconds of settling before the garbage collector is run: most of what is finishing is faster than a collection.
#: An example of hypothesis's that ends its own loop gets no more, because it has a deadline (200 ms by default).
QUICK = 0.05


def turn_loops(seconds: float = 0.0) -> bool:
    """Let every idle loop of this thread run for a few turns, the first one for ``seconds``; False if there is none."""
    ran = False
    if _get_running_loop() is not None:
        return ran
    with acting_for(None):
        for loop in known_loops(of_this_thread=True):
            if loop.is_running():
                continue
            ran = _run(loop, 0.0 if ran else seconds) or ran
        for runner, turn in known_runners():
            ran = turn(runner, 0.0 if ran else seconds) or ran
    return ran


def turn_owed(account: Account) -> None:
    """Let idle loops of this thread come to what they were given in the name of ``account``, and to what follows."""
    for turn in range(ROUNDS):
        if not _is_owed(account, is_first=turn == 0) or not turn_loops():
            return


def _is_owed(account: Account, is_first: bool) -> bool:
    """True while something of the account's waits for the next turn of a loop; uvloop cannot be asked, and gets one."""
    for loop in known_loops(of_this_thread=True):
        ready = getattr(loop, "_ready", None)
        if ready is None and is_first and account.owner.kind == "test" and is_foreign(loop) and not loop.is_running():
            return True
        if ready and not loop.is_running() and any(each._context.get(CURRENT) is account for each in list(ready)):
            return True
    return any(map(waits_in_trio, account.errands))


def run_errands(loops: Iterable[Any], seconds: float) -> None:
    """Let loops that run in other threads do what they have been given so far; wait at most ``seconds`` for it."""
    end = REAL.monotonic() + seconds
    for loop in filter(is_elsewhere, loops):
        done = threading.Event()
        give = getattr(loop, "call_soon_threadsafe", None) or loop.run_sync_soon
        try:
            with acting_for(None):
                give(done.set)  # after all that was there before
        except RuntimeError:  # closed meanwhile
            continue
        while not done.wait(min(LONGEST, max(0.0, end - REAL.monotonic()))):
            if not is_elsewhere(loop) or REAL.monotonic() >= end:
                break


def settle(clean: Callable[[], bool], seconds: float, is_over: Callable[[float], bool]) -> bool:
    """Wait until ``clean()``, at most ``seconds``; False when suspects are left. Let loops turn before, for nothing.

    It is not waited for longer than anything can still happen: ``is_over(rest)`` is true where nothing can within the
    rest of the time.
    """
    end = REAL.monotonic() + seconds
    wait, looks = SHORTEST, 0
    while REAL.monotonic() < end:
        if not turn_loops(wait):
            if threads_running() == 1:  # no loop and no other thread: nothing can change
                return False
            REAL.sleep(wait)
        if clean():
            return True
        if wait >= LONGEST:
            looks = looks + 1 if is_over(end - REAL.monotonic()) else 0
            if looks == QUIET_LOOKS:
                return False
        wait = min(wait * 2, LONGEST)
    return False


async def settle_inside(clean: Callable[[], bool], seconds: float, turn: Pause | None = None) -> bool:
    """The same from inside a running loop, which runs on while this waits; ``turn`` is how to wait in trio's."""
    end = REAL.monotonic() + seconds
    await (turn or _turn)(0.0)
    wait = SHORTEST
    while not clean():
        if REAL.monotonic() >= end:
            return False
        await (turn or _pause)(wait)
        wait = min(wait * 2, LONGEST)
    return True


def _run(loop: Any, seconds: float) -> bool:
    """Turn an idle loop; without a task of ours, which the program's callbacks would find on it, and might cancel."""
    done = loop.create_future()
    loop.call_soon(_count_down, loop, done, TURNS, seconds)
    try:
        loop.run_until_complete(done)
    except RuntimeError:  # stopped by a callback of the program's, or closed under our feet
        done.cancel()
        return False
    return True


def _count_down(loop: Any, done: asyncio.Future[None], turns: int, seconds: float) -> None:
    if done.done():
        return
    if turns:
        loop.call_soon(_count_down, loop, done, turns - 1, seconds)
    elif not seconds:
        done.set_result(None)
    elif _is_real(loop):
        loop.call_later(seconds, _count_down, loop, done, 0, 0.0)
    else:
        REAL.sleep(seconds)
        loop.call_soon(_count_down, loop, done, 0, 0.0)


async def _turn(seconds: float) -> None:
    for _ in range(TURNS):
        await asyncio.sleep(0)
    if seconds:
        await _pause(seconds)


async def _pause(seconds: float) -> None:
    """Sleep while the loop runs on; one whose clock was stopped or put elsewhere might never wake from that."""
    if _is_real(asyncio.get_running_loop()):
        await asyncio.sleep(seconds)
    else:
        REAL.sleep(seconds)
        await asyncio.sleep(0)


def _is_real(loop: Any) -> bool:
    return bool(abs(loop.time() - REAL.monotonic()) < _REAL_CLOCK)

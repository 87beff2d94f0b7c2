"""Whether anything can still change: where it can, or cannot be told, leftovers are waited for."""

from __future__ import annotations

import asyncio
import socket
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from pytest_wshygiene.settling import quiet
from pytest_wshygiene.settling.quiet import is_quiet


@pytest.fixture
def loop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A loop, and nothing else that is known; threads that are there already are left out."""
    loop = asyncio.new_event_loop()
    others = set(sys._current_frames()) - {threading.get_ident()}
    waits = quiet._waits_for_ever
    monkeypatch.setattr(quiet, "_waits_for_ever", lambda ident: ident in others or waits(ident))
    monkeypatch.setattr(quiet, "known_loops", lambda: [loop])
    monkeypatch.setattr(quiet, "known_runners", list)
    monkeypatch.setattr(quiet, "_SCHEDULERS", ())
    yield loop
    loop.close()


def turn(loop: Any) -> None:
    loop.run_until_complete(asyncio.sleep(0.01))


def test_an_idle_loop(loop: Any) -> None:
    loop.create_task(asyncio.Event().wait())
    turn(loop)
    assert is_quiet(0.5)
    for task in asyncio.all_tasks(loop):
        task.cancel()
    turn(loop)


def test_what_is_ready(loop: Any) -> None:
    loop.call_soon(print)
    assert not is_quiet(0.5)


@pytest.mark.parametrize(("due", "expected"), [(0.1, False), (60, True)])
def test_a_timer_that_is_due(loop: Any, due: float, expected: bool) -> None:
    timer = loop.call_later(due, print)
    assert is_quiet(0.5) is expected
    timer.cancel()
    assert is_quiet(0.5)


def test_a_connection_to_somebody_else(loop: Any) -> None:
    near, far = socket.socketpair()
    near.setblocking(False)
    loop.add_reader(near, print)
    assert not is_quiet(0.5)
    loop.remove_reader(near)
    near.close()
    far.close()


def test_both_ends_of_a_connection(loop: Any) -> None:
    async def connect() -> Any:
        server = await asyncio.start_server(lambda reader, writer: None, "127.0.0.1", 0)
        _, writer = await asyncio.open_connection(*server.sockets[0].getsockname()[:2])
        await asyncio.sleep(0.01)
        return server, writer

    server, writer = loop.run_until_complete(connect())
    assert is_quiet(0.5)
    writer.close()
    assert not is_quiet(0.5)
    server.close()
    turn(loop)


def test_a_thread_that_waits_until_it_is_woken(loop: Any) -> None:
    end = threading.Event()
    thread = threading.Thread(target=end.wait)
    thread.start()
    while not thread.ident or not quiet._waits_for_ever(thread.ident):
        time.sleep(0.001)
    assert is_quiet(0.5)
    end.set()
    thread.join()


@pytest.mark.parametrize("pause", [lambda end: end.wait(0.3), lambda end: time.sleep(0.3)], ids=["wait", "sleep"])
def test_a_thread_that_goes_on_by_itself(loop: Any, pause: Any) -> None:
    end = threading.Event()
    thread = threading.Thread(target=pause, args=(end,))
    thread.start()
    time.sleep(0.05)
    assert not is_quiet(0.5)
    end.set()
    thread.join()


def test_a_worker_that_has_nothing_to_do(loop: Any) -> None:
    with ThreadPoolExecutor(1) as executor:
        executor.submit(print).result()
        [worker] = executor._threads
        while not quiet._waits_for_ever(worker.ident):  # type: ignore[arg-type]
            time.sleep(0.001)
        assert is_quiet(0.5)
        work = executor.submit(time.sleep, 0.2)
        time.sleep(0.02)
        assert not is_quiet(0.5)
        work.result()


def test_a_loop_with_a_clock_of_its_own(loop: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop, "time", lambda: 0.0)
    assert not is_quiet(0.5)


ENDED = """
import asyncio, os, subprocess, sys

LOOP, KEPT = asyncio.new_event_loop(), []  # a loop that does nothing

def test_ended():
    KEPT.append(subprocess.Popen([sys.executable, "-c", ""]))
    os.waitid(os.P_PID, KEPT[0].pid, os.WEXITED | os.WNOWAIT)
"""


def test_a_process_that_has_ended(pytester: pytest.Pytester) -> None:
    """Nobody outside can do anything about it any more."""
    pytester.makepyfile(test_it=ENDED)
    result = pytester.runpytest_subprocess("--wshygiene", "-owshygiene_settle=10", "-pno:asyncio", "-pno:anyio")
    result.stdout.fnmatch_lines(["WSH400 * was never waited for at the end of test_it.py::test_ended."])

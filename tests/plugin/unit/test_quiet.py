"""Whether anything can still change: where it can, or cannot be told, leftovers are waited for."""

from __future__ import annotations

import asyncio
import os
import queue
import socket
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType
from typing import Any

import pytest

from pytest_wshygiene.settling import quiet, settle
from pytest_wshygiene.settling.quiet import is_quiet


@pytest.fixture
def loop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A loop, and nothing else that is known; threads that are there already are left out."""
    loop = asyncio.new_event_loop()
    others, threads = set(sys._current_frames()), quiet._other_threads
    monkeypatch.setattr(quiet, "_other_threads", lambda: {i: f for i, f in threads().items() if i not in others})
    monkeypatch.setattr(quiet, "known_loops", lambda: [loop])
    monkeypatch.setattr(quiet, "known_runners", list)
    monkeypatch.setattr(quiet, "_SCHEDULERS", {})
    yield loop
    loop.close()


def comes_to_rest() -> bool:
    """Whether everything is quiet as soon as threads that were just begun have come to where they wait."""
    return any(is_quiet(0.5) or time.sleep(0.001) for _ in range(2_000))


def turn(loop: Any) -> None:
    loop.run_until_complete(asyncio.sleep(0.01))


def test_an_idle_loop(loop: Any) -> None:
    loop.create_task(asyncio.Event().wait())
    turn(loop)
    assert is_quiet(0.5)
    for task in asyncio.all_tasks(loop):
        task.cancel()
    turn(loop)


def test_a_scheduler_that_was_imported_and_is_not_used(loop: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    greens: Any = ModuleType("greens")
    monkeypatch.setitem(sys.modules, "greens", greens)
    monkeypatch.setattr(quiet, "_SCHEDULERS", {"greens": lambda module: module.hub, "not_imported": print})
    assert not is_quiet(0.5)  # it has not got what is asked for: that cannot be told
    greens.hub = None
    assert is_quiet(0.5)
    greens.hub = object()
    assert not is_quiet(0.5)


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


def test_a_client_that_nobody_has_accepted_yet(loop: Any) -> None:
    server = loop.run_until_complete(asyncio.start_server(lambda reader, writer: writer.close(), "127.0.0.1", 0))
    assert is_quiet(0.5)
    with socket.create_connection(server.sockets[0].getsockname()[:2]):
        assert not is_quiet(0.5)
    turn(loop)
    assert is_quiet(0.5)
    server.close()
    turn(loop)


def test_nothing_must_be_going_on_twice_in_a_row(loop: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A thread that was just woken may not have got a processor yet."""
    looks = [True, False, True, True]
    monkeypatch.setattr(settle, "known_loops", lambda of_this_thread: [loop])
    assert not settle.settle(lambda: False, 60.0, lambda rest: looks.pop(0))
    assert looks == []


def test_a_thread_that_waits_until_it_is_woken(loop: Any) -> None:
    end = threading.Event()
    thread = threading.Thread(target=end.wait)
    thread.start()
    assert comes_to_rest()
    end.set()
    thread.join()


def test_a_thread_that_has_been_woken_and_has_not_got_a_processor_yet(loop: Any) -> None:
    condition = threading.Condition()

    def wait() -> None:
        with condition:
            condition.wait()

    thread = threading.Thread(target=wait)
    thread.start()
    assert comes_to_rest()
    with condition:  # which keeps it from going on
        condition.notify()
        assert not is_quiet(0.5)
    thread.join()


def test_a_thread_that_waits_for_one_that_has_ended(loop: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    end = threading.Event()
    inner = threading.Thread(target=end.wait)
    outer = threading.Thread(target=inner.join)
    inner.start()
    outer.start()
    assert comes_to_rest()
    with monkeypatch.context() as patch:
        frames = sys._current_frames()
        patch.setattr(sys, "_current_frames", lambda: {i: f for i, f in frames.items() if i != inner.ident})
        assert not is_quiet(0.5)
    end.set()
    outer.join()


def test_a_thread_that_has_not_come_to_its_client_yet(loop: Any) -> None:
    clients: queue.SimpleQueue[Any] = queue.SimpleQueue()

    class Slow(socket.socket):
        _accept = clients.get

    with Slow() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        thread = threading.Thread(target=listening.accept)
        thread.start()
        assert comes_to_rest()
        with socket.create_connection(listening.getsockname()):
            assert not is_quiet(0.5)
            clients.put(socket.socket._accept(listening))  # type: ignore[attr-defined]
            thread.join()


@pytest.mark.parametrize("pause", [lambda end: end.wait(60), lambda end: time.sleep(1)], ids=["wait", "sleep"])
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
        assert comes_to_rest()
        end = threading.Event()
        work = executor.submit(end.wait, 60)
        time.sleep(0.02)
        assert not is_quiet(0.5)
        end.set()
        work.result()


def test_a_thread_that_waits_for_an_empty_queue(loop: Any) -> None:
    jobs: queue.SimpleQueue[object] = queue.SimpleQueue()
    thread = threading.Thread(target=lambda: jobs.get())
    thread.start()
    assert comes_to_rest()
    jobs.put(None)
    thread.join()


def test_a_thread_that_waits_for_a_queue_for_some_time(loop: Any) -> None:
    jobs: queue.SimpleQueue[object] = queue.SimpleQueue()
    thread = threading.Thread(target=lambda: jobs.get(timeout=60))
    thread.start()
    time.sleep(0.05)
    assert not is_quiet(0.5)
    jobs.put(None)
    thread.join()


@pytest.mark.parametrize("timeout", [None, 60])
def test_a_thread_that_accepts_connections(loop: Any, timeout: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(timeout)
        thread = threading.Thread(target=listening.accept)
        thread.start()
        if timeout is None:
            assert comes_to_rest()
        else:
            time.sleep(0.05)
            assert not is_quiet(0.5)
        socket.create_connection(listening.getsockname()).close()
        thread.join()


def test_threads_that_hear_from_each_other(loop: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        near = socket.create_connection(listening.getsockname())
        far, _ = listening.accept()
    threads = [threading.Thread(target=lambda: near.recv(9)), threading.Thread(target=lambda: far.recv(9))]
    threads[0].start()
    time.sleep(0.05)
    assert not is_quiet(0.5)  # nobody is seen to have the other end
    threads[1].start()
    assert comes_to_rest()
    near.send(b"x")
    far.send(b"x")
    for thread in threads:
        thread.join()
    near.close()
    far.close()


def test_a_thread_that_joins_another(loop: Any) -> None:
    end = threading.Event()
    inner = threading.Thread(target=end.wait)
    outer = threading.Thread(target=inner.join)
    inner.start()
    outer.start()
    assert comes_to_rest()
    end.set()
    outer.join()


def test_a_loop_that_runs_in_another_thread(loop: Any) -> None:
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    assert comes_to_rest()
    loop.call_soon_threadsafe(loop.call_later, 0.4, print)
    assert not is_quiet(0.5)  # whether it has come to that or not
    loop.call_soon_threadsafe(loop.stop)
    thread.join()


def test_a_loop_that_is_being_made_in_another_thread(loop: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: Any = asyncio.SelectorEventLoop.__new__(asyncio.SelectorEventLoop)
    asyncio.BaseEventLoop.__init__(begun)  # it has no selector yet
    monkeypatch.setattr(quiet, "known_loops", lambda: [loop, begun])
    assert not is_quiet(0.5)
    begun._closed = True


def test_a_pipe_by_which_a_loop_is_woken(loop: Any) -> None:
    reading, writing = os.pipe()
    loop.add_reader(reading, print)
    assert is_quiet(0.5)
    os.close(writing)
    assert not is_quiet(0.5)  # a child process may have the other end
    loop.remove_reader(reading)
    os.close(reading)


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

"""What one object of a library has opened is one leak, and the advice is to end that object."""

from __future__ import annotations

import re

import pytest

from .conftest import Installed

CLIENTS = """
import asyncio, os, socket, threading

class Alarm:
    def ring_later(self):
        self._timer = threading.Timer(60, print)
        self._timer.daemon = True
        self._timer.start()
        self._timer._keeper = self

    def cancel(self):
        self._timer.cancel()

class Client:
    def __init__(self):
        self._ours, self._theirs = socket.socketpair()

    def loop_start(self):
        self._waker, self._woken = socket.socketpair()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        self._woken.recv(1)

    def disconnect(self):
        self._waker.send(b"x")
        self._thread.join()
        for sock in (self._ours, self._theirs, self._waker, self._woken):
            sock.close()

class Directory:
    def __init__(self):
        self._socket = socket.socket(type=socket.SOCK_DGRAM)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def close(self):
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._socket.close()

class Session:
    def __init__(self):
        self._lock = asyncio.Lock()

    async def __aenter__(self):
        await self._lock.acquire()
        self._socket = socket.socket()
        self._task = asyncio.create_task(self._keep())
        return self

    async def _keep(self):
        while True:
            await asyncio.sleep(60)

    async def __aexit__(self, *args):
        self._task.cancel()
        self._socket.close()
        self._lock.release()

class Observer(threading.Thread):
    def __init__(self):
        super().__init__(daemon=True)
        self._read, self._write = os.pipe()

    def run(self):
        os.read(self._read, 1)

    def stop(self):
        os.write(self._write, b"x")
        self.join()
        os.close(self._read)
        os.close(self._write)

def observe():
    observer = Observer()
    observer.start()
    return observer

class Files:
    def open(self, path):
        self._path, self._done = path, threading.Event()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._work, args=(ready,), daemon=True)
        self._thread.start()
        ready.wait()

    def _work(self, ready):
        number = os.open(self._path, os.O_RDWR | os.O_CREAT)
        ready.set()
        self._done.wait()
        os.close(number)

    def close(self):
        self._done.set()
        self._thread.join()
"""

OF_CLIENTS = """
import asyncio
import clients, pytest

KEPT = []

def test_client():
    client = clients.Client()
    client.loop_start()

def test_client_is_ended():
    client = clients.Client()
    client.loop_start()
    client.disconnect()

def test_two_clients():
    KEPT.extend([clients.Client(), clients.Client()])
    for client in KEPT:
        client.loop_start()

def test_directory():
    clients.Directory()

def test_directory_is_closed():
    clients.Directory().close()

@pytest.fixture(scope="module")
def runner():
    with asyncio.Runner() as runner:
        yield runner

def test_session(runner):
    KEPT.append(clients.Session())
    runner.run(KEPT[-1].__aenter__())

def test_observer():
    KEPT.append(clients.observe())

def test_files(tmp_path):
    clients.Files().open(tmp_path / "db")

def test_files_are_closed(tmp_path):
    files = clients.Files()
    files.open(tmp_path / "db")
    files.close()

def test_alarm():
    clients.Alarm().ring_later()

def test_alarm_that_is_kept():
    KEPT.append(clients.Alarm())
    KEPT[-1].ring_later()
"""


def test_one_object_is_one_leak(installed: Installed) -> None:
    result = installed(clients=CLIENTS)(OF_CLIENTS)
    result.assert_outcomes(passed=11, errors=8)
    told = result.stdout.str()
    found = re.findall(r"^WSH\d+ (\S+): .*::(\w+)\.(.*)$(?s:.*?)^    release   (.*)$", told, re.MULTILINE)
    kept = "test_one_object_is_one_leak.KEPT"
    thread, loop, sock = "thread-outlives-owner", "event-loop-outlives-owner", "socket-outlives-owner"
    assert found == [
        (thread, "test_client", "", "keep the `Client`; at the end its `disconnect()`"),
        (thread, "test_two_clients", " (2 x)", f"`{kept}[0].disconnect()`, and so for each"),
        (loop, "test_directory", "", "keep the `Directory`; at the end its `close()`"),
        (sock, "test_session", "", f"`await {kept}[2].__aexit__(None, None, None)`"),
        (thread, "test_observer", "", f"`{kept}[3].stop()`, then `{kept}[3].join()`"),
        (thread, "test_files", "", "keep the `Files`; at the end its `close()`"),
        (thread, "test_alarm", "", "keep the `Alarm`; at the end its `cancel()`"),
        (thread, "test_alarm_that_is_kept", "", f"`{kept}[4].cancel()`"),
    ], told
    assert told.count("socket one end of a pair") == 8
    assert len(re.findall(r"descriptor \d+\s+\(", told)) == 3
    assert "task Session._keep() (" in told
    assert "lock held, never released" in told


LAYERS = """
import asyncio
from below import Pool

class Session:
    def __init__(self):
        self._pool = Pool()

    def get(self):
        return self._pool.urlopen(15)

    def close(self):
        self._pool.sock.close()

async def consume(receive):
    tasks = [asyncio.ensure_future(each()) for each in receive]
    try:
        while True:
            await asyncio.wait(tasks)
    finally:
        for task in tasks:
            task.cancel()
"""

BELOW = """
import socket

class Pool:
    def urlopen(self, depth):
        if depth:
            return self.urlopen(depth - 1)
        self.sock = socket.socket()
"""

OF_LAYERS = """
import asyncio, pytest
import layers

KEPT = []

@pytest.fixture(scope="module")
def runner():
    with asyncio.Runner() as runner:
        yield runner

def test_session():
    KEPT.append(layers.Session())
    KEPT[0].get()

def test_consumer(runner):
    async def consume():
        receive = asyncio.Queue().get, asyncio.Event().wait
        KEPT.append(asyncio.create_task(layers.consume(receive)))
        await asyncio.sleep(0)

    runner.run(consume())
"""


def test_what_a_library_has_opened_far_below_and_what_it_cancels(installed: Installed) -> None:
    result = installed(layers=LAYERS, below=BELOW)(OF_LAYERS)
    result.assert_outcomes(passed=2, errors=2)
    kept = "test_what_a_library_has_opened_far_below_and_what_it_cancels.KEPT"
    result.stdout.fnmatch_lines(
        [
            "WSH400 *::test_session.",
            "*by layers.py:* in Session.get",
            f"*release   `{kept}[[]0].close()`",
            "WSH200 *`consume()`*::test_consumer.",
            "*parts     task *",
            "*task *",
            f"*release   `{kept}[[]1].cancel()`, then await it",
        ]
    )


STREAMS = """
class Subject:
    def __init__(self):
        self.observers = []

    def subscribe(self, on_next):
        observer = Observer(on_next)
        self.observers.append(observer)
        return lambda: self.observers.remove(observer)

class Observer:
    def __init__(self, on_next):
        self._on_next, self.is_stopped = on_next, False
"""

OF_STREAMS = """
import streams

PRICES = streams.Subject()

def test_observer():
    PRICES.subscribe(lambda price: None)

def test_observer_is_disposed_of():
    PRICES.subscribe(lambda price: None)()
"""


def test_observers_are_listeners(installed: Installed, pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nwshygiene_discover = test_observers_are_listeners")
    result = installed(streams=STREAMS)(OF_STREAMS)
    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(["WSH100 *: `test_observers_are_listeners.PRICES` grew 0 -> 1 *::test_observer. *"])


POLLERS = """
import select

class Hub:
    def __init__(self):
        self.poller, self.parent = select.epoll(), self
"""

OF_POLLERS = """
import pollers

KEPT = []

def test_hub_that_only_a_cycle_holds():
    pollers.Hub()

def test_hub_that_is_kept():
    KEPT.append(pollers.Hub())
"""


def test_a_number_that_goes_with_a_cycle_of_a_library_is_nothing_unknown(installed: Installed) -> None:
    result = installed(pollers=POLLERS)(OF_POLLERS)
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["wshygiene: no leaks, 2 tests judged; 1 unknown; *"])

"""Mocks are left alone, and hostile objects neither hide a leak beside them nor break the run: rows B12 and B13."""

from __future__ import annotations

import pytest

from .silence import AUTO, NO_POLICIES, assert_silent, run

FLAGS = (*AUTO, "--timeout=60", NO_POLICIES)
PRELUDE = """
import asyncio, contextlib, logging, os, socket, sys, threading, time, unittest
from unittest import mock
import pytest
"""

B12 = """
import aiohttp, websockets
from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import Server

CLIENTS = {}
pytestmark = pytest.mark.wshygiene(registries=["test_b12:CLIENTS"])

@pytest.fixture(scope="session")
def server():
    server = mock.MagicMock(spec=Server)
    server.sockets = [mock.MagicMock(spec=socket.socket)]
    return server

@pytest.fixture
def session():
    return mock.create_autospec(aiohttp.ClientSession, instance=True)

@pytest.fixture
def app():
    app = mock.MagicMock()
    app.task = mock.MagicMock(spec=asyncio.Task)
    app.loop = mock.MagicMock(spec=asyncio.AbstractEventLoop)
    app.thread = mock.MagicMock(spec=threading.Thread)
    yield app
    assert not app.task.mock_calls, "a mock was touched"
    assert not app.thread.mock_calls, "a mock was touched"

async def test_mock_server(server, session):
    server.close()
    async with session.get("http://localhost"):
        pass

async def test_mock_connection():
    connection = mock.AsyncMock(spec=ClientConnection)
    await connection.send("hello")
    connection.recv.assert_not_called()

async def test_mocked_connect():
    with mock.patch("websockets.connect", new=mock.AsyncMock()) as connect:
        await websockets.connect("ws://localhost")
        connect.assert_awaited_once()

def test_nobody_touches_a_mock(app):
    CLIENTS["c1"] = app
    del CLIENTS["c1"]

def test_mocked_socket():
    with mock.patch("socket.socket") as fake:
        socket.socket().connect(("localhost", 80))
    fake.return_value.connect.assert_called_once()

def test_mocked_socket_methods():
    with mock.patch.object(socket.socket, "connect") as connect, socket.socket() as sock:
        sock.connect(("localhost", 80))
    connect.assert_called_once()

async def test_mocked_create_task():
    with mock.patch("asyncio.create_task") as create_task:
        asyncio.create_task("no coroutine")
    create_task.assert_called_once_with("no coroutine")

async def test_mocked_loop_method():
    loop = asyncio.get_running_loop()
    with mock.patch.object(loop, "call_later") as call_later:
        loop.call_later(60, print)
    call_later.assert_called_once_with(60, print)

async def test_mocked_task_factory():
    loop = asyncio.get_running_loop()
    loop.set_task_factory(lambda loop, coro, **kwargs: mock.MagicMock(spec=asyncio.Task, coro=coro.close()))
    task = loop.create_task(asyncio.sleep(0))
    loop.set_task_factory(None)
    task.cancel()

def test_mocked_thread(monkeypatch):
    monkeypatch.setattr(threading, "Thread", mock.MagicMock())
    threading.Thread(target=print).start()

def test_mock_as_callback():
    async def main():
        callback = mock.MagicMock()
        asyncio.get_running_loop().call_later(0.001, callback, mock.MagicMock())
        await asyncio.sleep(0.01)
        callback.assert_called_once()
    asyncio.run(main())

def test_mock_module(monkeypatch):
    monkeypatch.setitem(sys.modules, "mocked", mock.MagicMock())
    monkeypatch.setitem(sys.modules, "gone", None)

def test_frozen_clock():
    with mock.patch("time.monotonic", return_value=0.0), mock.patch("time.time", return_value=0.0):
        assert time.monotonic() == 0.0
"""

B13 = """
def refuse(*args, **kwargs):
    raise RuntimeError("do not touch")

class Hostile:
    '''Answers to nothing but being called.'''
    __slots__ = ("__dict__", "__weakref__")
    __repr__ = __str__ = __eq__ = __ne__ = __hash__ = __bool__ = __len__ = __iter__ = __getitem__ = refuse
    __getattr__ = __getattribute__ = __dir__ = __reduce__ = __format__ = __contains__ = refuse
    __class__ = property(refuse)
    def __call__(self, *args):
        pass

class Blocking:
    def __repr__(self):
        time.sleep(3600)
    __str__ = __hash__ = __len__ = __repr__
    def __eq__(self, other):
        time.sleep(3600)

class HostileMeta(type):
    __instancecheck__ = __subclasscheck__ = __eq__ = __hash__ = __repr__ = __getattr__ = refuse

class HostileClass(metaclass=HostileMeta):
    __module__ = 7

class LyingTask:
    __class__ = asyncio.Task

def hostile(**attributes):
    made = Hostile()
    object.__getattribute__(made, "__dict__").update(attributes)
    return made

KEPT = {}
WATCHED = {}
OTHERS = [Hostile(), Blocking(), HostileClass, LyingTask(), hostile(other=Hostile())]
sys.modules["hostile"] = Hostile()

async def forever():
    await asyncio.Event().wait()

async def test_held_by_a_hostile_object():
    KEPT["held"] = hostile(task=asyncio.create_task(forever()))  # LEAK

async def test_beside_hostile_objects():
    KEPT["beside"] = [*OTHERS, asyncio.create_task(forever())]  # LEAK

async def test_hostile_local_variable():
    async def wait(hostile, blocking, kind, lying):
        await asyncio.Event().wait()
    KEPT["local"] = asyncio.create_task(wait(*OTHERS[:4]))  # LEAK

async def test_hostile_callback():
    asyncio.get_running_loop().call_later(60, *OTHERS)  # LEAK

async def test_callback_with_hostile_arguments():
    asyncio.get_running_loop().call_later(60, print, *OTHERS)  # LEAK

def test_hostile_thread_target():
    stop = threading.Event()
    KEPT["thread"] = thread = threading.Thread(target=stop.wait, args=(5,), daemon=True)
    thread.hostile = OTHERS
    thread.start()  # LEAK

@pytest.mark.wshygiene(registries=["test_b13:WATCHED"])
def test_hostile_values():
    for key, value in enumerate(OTHERS):
        WATCHED[key] = value  # LEAK

@pytest.mark.wshygiene(registries=["test_b13:SEQUENCE"])
def test_hostile_members():
    SEQUENCE.extend(OTHERS)  # LEAK

SEQUENCE = []

class HostileSocket(socket.socket):
    def __repr__(self):
        refuse()
    fileno = close = getsockname = getpeername = __eq__ = __hash__ = __bool__ = __repr__

def test_hostile_socket():
    KEPT["socket"] = HostileSocket()  # LEAK

class HostileHandler(logging.Handler):
    __repr__ = __str__ = refuse

def test_hostile_handler():
    logging.getLogger("hostile").addHandler(HostileHandler())  # LEAK

@pytest.fixture
def value():
    return hostile(sock=KEPT.setdefault("fixture", []))

def test_hostile_fixture(value):
    KEPT["fixture"].append(socket.socket())  # LEAK

async def test_hostile_object_in_a_clean_test(value):
    with socket.socket():
        await asyncio.sleep(0)
"""


def test_b12_mocks_are_left_alone(pytester: pytest.Pytester) -> None:
    assert_silent(run(pytester, *FLAGS, test_b12=PRELUDE + B12))


def test_b13_hostile_objects_next_to_a_leak(pytester: pytest.Pytester) -> None:
    program = PRELUDE + B13
    result = run(pytester, *FLAGS, test_b13=program)
    leaks = program.count("# LEAK")
    result.assert_outcomes(passed=leaks + 1, errors=leaks)
    assert "INTERNALERROR" not in result.stdout.str()
    for number, line in enumerate(pytester.path.joinpath("test_b13.py").read_text().splitlines(), 1):
        if line.endswith("# LEAK") and "extend" not in line:
            result.stdout.fnmatch_lines([f"*born*test_b13.py:{number} in *"])

"""Mocks, hostile objects, loops that tests close, threads started by an import: rows B12, B13, B15, B20."""

from __future__ import annotations

import pytest

AUTO = ("-oasyncio_mode=auto", "-oasyncio_default_fixture_loop_scope=function")
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

B15 = """
import uvloop

async def talk():
    server = await asyncio.start_server(lambda r, w: w.close(), "127.0.0.1", 0)
    async with server:
        _, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        writer.close()
        await writer.wait_closed()

@pytest.fixture
def restored():
    policy = asyncio.get_event_loop_policy()
    yield
    asyncio.set_event_loop_policy(policy)
    asyncio.set_event_loop(None)

@pytest.mark.parametrize("make", [asyncio.new_event_loop, uvloop.new_event_loop])
class TestLoops:
    def test_closed_by_the_test(self, make):
        loop = make()
        loop.run_until_complete(talk())
        loop.close()

    def test_set_and_closed(self, make, restored):
        loop = make()
        asyncio.set_event_loop(loop)
        loop.run_until_complete(talk())
        loop.close()

    def test_closed_twice(self, make):
        with contextlib.closing(make()) as loop:
            loop.run_until_complete(talk())
            loop.close()

    def test_several(self, make):
        with contextlib.closing(make()) as first, contextlib.closing(make()) as second:
            first.run_until_complete(talk())
            second.run_until_complete(talk())
            first.run_until_complete(talk())

    def test_in_a_thread(self, make):
        def run():
            with asyncio.Runner(loop_factory=make) as runner:
                runner.run(talk())
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()

    def test_stopped_and_run_again(self, make):
        with contextlib.closing(make()) as loop:
            loop.call_soon(loop.stop)
            loop.run_forever()
            loop.run_until_complete(talk())

    def test_never_run(self, make):
        make().close()

    def test_closed_by_a_fixture(self, make, request):
        loop = make()
        request.addfinalizer(loop.close)
        loop.run_until_complete(talk())

    def test_closed_with_cancelled_timers(self, make):
        loop = make()
        loop.call_later(60, print).cancel()
        loop.call_soon(print)
        loop.close()

    def test_inside_another(self, make):
        async def outer():
            await asyncio.get_running_loop().run_in_executor(None, inner)
        def inner():
            with asyncio.Runner(loop_factory=make) as runner:
                runner.run(talk())
        asyncio.run(outer())

def test_policy(restored):
    class Policy(asyncio.DefaultEventLoopPolicy):
        def new_event_loop(self):
            loop = super().new_event_loop()
            loop.set_debug(True)
            return loop
    asyncio.set_event_loop_policy(Policy())
    asyncio.run(talk())

def test_uvloop_policy(restored):
    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    asyncio.run(talk())

def test_eager_tasks():
    if sys.version_info < (3, 12):
        pytest.skip("there are no eager tasks yet")
    async def main():
        asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
        await asyncio.create_task(talk())
    asyncio.run(main())

async def test_loop_of_the_runner():
    await talk()

def test_subclass_of_a_loop():
    class Loop(asyncio.SelectorEventLoop):
        def create_task(self, coro, **kwargs):
            return super().create_task(coro, **kwargs)
        def close(self):
            super().close()
    with asyncio.Runner(loop_factory=Loop) as runner:
        runner.run(talk())
"""

METRICS = """
import asyncio, os, socket, threading, time

STOP = threading.Event()
KEPT = []

def flush():
    '''Opens a socket, a file and a helper thread now and then, and keeps them for ever.'''
    while not STOP.wait(0.005):
        if len(KEPT) < 60:
            KEPT.append(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            KEPT.append(open(os.devnull))
            KEPT.append(threading.Timer(60, print))
            KEPT[-1].daemon = True
            KEPT[-1].start()

async def report():
    async def beat():
        await asyncio.sleep(60)
    while True:
        KEPT.append(asyncio.create_task(beat()))
        asyncio.get_running_loop().call_later(60, print)
        await asyncio.sleep(0.005)

threading.Thread(target=flush, daemon=True).start()
threading.Thread(target=asyncio.run, args=(report(),), daemon=True).start()
"""

B20 = """
@pytest.mark.parametrize("turn", range(5))
async def test_while_the_flusher_runs(turn):
    with socket.socket():
        await asyncio.sleep(0.02)

@pytest.fixture(scope="session")
def wide():
    time.sleep(0.02)
    yield
    time.sleep(0.02)

@pytest.mark.parametrize("turn", range(5))
def test_blocking(turn, wide):
    time.sleep(0.02)
"""


#: Python 3.14 calls event loop policies deprecated, and libraries still use them.
NO_POLICIES = "-Wignore:'asyncio.:DeprecationWarning"


def run(pytester: pytest.Pytester, *flags: str, **modules: str) -> pytest.RunResult:
    pytester.makepyfile(**modules)
    return pytester.runpytest_subprocess("--wshygiene", "--timeout=60", NO_POLICIES, *AUTO, *flags)


def assert_silent(result: pytest.RunResult) -> None:
    said = [line for line in result.outlines if line.startswith("wshygiene:") and "not watched" not in line]
    assert not result.parseoutcomes().keys() - {"passed", "skipped"}, result.stdout.str()
    assert said[0] == "wshygiene: mode=fail, settle=0.5 s, all kinds"
    assert said[1].startswith("wshygiene: no leaks, ")
    assert len(said) == 2
    assert result.ret == 0


def test_b12_mocks_are_left_alone(pytester: pytest.Pytester) -> None:
    assert_silent(run(pytester, test_b12=PRELUDE + B12))


def test_b13_hostile_objects_next_to_a_leak(pytester: pytest.Pytester) -> None:
    program = PRELUDE + B13
    result = run(pytester, test_b13=program)
    leaks = program.count("# LEAK")
    result.assert_outcomes(passed=leaks + 1, errors=leaks)
    assert "INTERNALERROR" not in result.stdout.str()
    for number, line in enumerate(pytester.path.joinpath("test_b13.py").read_text().splitlines(), 1):
        if line.endswith("# LEAK") and "extend" not in line:
            result.stdout.fnmatch_lines([f"*born*test_b13.py:{number} in *"])


def test_b15_loops_that_the_test_closes(pytester: pytest.Pytester) -> None:
    assert_silent(run(pytester, test_b15=PRELUDE + B15))


def test_b20_threads_started_by_an_import(pytester: pytest.Pytester) -> None:
    program = PRELUDE + "import metrics\n" + B20
    assert_silent(run(pytester, metrics=METRICS, test_b20=program))


def test_b20_threads_started_by_an_import_within_a_test(pytester: pytest.Pytester) -> None:
    program = PRELUDE + B20 + "\ndef test_first_use():\n    import metrics\n" + B20.replace("test_", "test_later_")
    assert_silent(run(pytester, metrics=METRICS, test_b20=program))

"""What a test ends that a wider fixture owns, and what it leaves behind that runs in another test's time."""

from __future__ import annotations

import json

import pytest

from pytest_wshygiene.model import Leak
from pytest_wshygiene.report.json import from_dict

INI = """
[pytest]
asyncio_mode = auto
asyncio_default_fixture_loop_scope = session
asyncio_default_test_loop_scope = session
wshygiene_mode = fail
wshygiene_settle = 0.05
"""
PRELUDE = """
import asyncio, concurrent.futures, logging, pytest, socket, subprocess, sys

async def echo(reader, writer):
    writer.close()

async def pump():
    await asyncio.Event().wait()
"""


def run_all(pytester: pytest.Pytester, tests: str, *flags: str, ini: str = "") -> tuple[list[Leak], str]:
    """All leaks of these tests, and what was printed."""
    pytester.makeini(INI + ini)
    pytester.makepyfile(test_it=PRELUDE + tests)
    result = pytester.runpytest_subprocess("--wshygiene-report=json:leaks.json", *flags)
    assert "wshygiene: 0" not in result.stdout.str()
    found = json.loads((pytester.path / "leaks.json").read_text())["leaks"]
    return [from_dict(leak) for leak in found], result.stdout.str()


def run(pytester: pytest.Pytester, tests: str, *flags: str, ini: str = "") -> list[Leak]:
    """The crossings of these tests, all of which pass otherwise."""
    found, _ = run_all(pytester, tests, *flags, ini=ini)
    return [leak for leak in found if leak.code == "WSH600"]


SERVER = """
@pytest.fixture(scope="module")
async def server():
    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    yield server
    server.close()
"""
ENDED = """
@pytest.fixture(scope="module")
async def feed():
    task = asyncio.create_task(pump())
    yield task
    task.cancel()

@pytest.fixture(scope="module")
def pool():
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        yield pool

@pytest.fixture(scope="module")
def handler():
    handler = logging.NullHandler()
    logging.getLogger("app").addHandler(handler)
    yield handler
    logging.getLogger("app").removeHandler(handler)

@pytest.fixture(scope="module")
def child():
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        yield child

async def test_server(server):
    server.close()

async def test_feed(feed):
    feed.cancel()

def test_pool(pool):
    pool.submit(int).result()
    pool.shutdown()

def test_handler(handler):
    logging.getLogger("app").removeHandler(handler)

def test_child(child):
    child.kill()
    child.wait()

async def test_after(server, feed, pool, handler, child):
    pass
"""


def test_what_a_test_ends_that_a_wider_fixture_owns(pytester: pytest.Pytester) -> None:
    found = run(pytester, SERVER + ENDED)
    assert [leak.summary.replace("test_it.py::", "") for leak in found] == [
        "test_server closed the server of fixture `server` (module scope, test_it.py:9).",
        "`pump()` of fixture `feed` (module scope, test_it.py:15) was cancelled while test_feed ran.",
        "test_pool shut down the executor of fixture `pool` (module scope, test_it.py:21).",
        "test_handler unregistered NullHandler on logger `app` of fixture `handler` (module scope, test_it.py:26).",
        "test_child ended the process of fixture `child` (module scope, test_it.py:33).",
    ]
    assert {leak.verdict for leak in found} == {"warn"}
    assert found[0].state.startswith("closed at test_it.py:39 in test_server; before that listening on 127.0.0.1:")
    assert str(found[0].birth[0]) == "test_it.py:11 in server"


@pytest.mark.parametrize(
    ("kinds", "verdict"), [("all interference", "fail"), ("interference", "fail"), ("server", "warn")]
)
def test_it_fails_where_that_is_asked_for(pytester: pytest.Pytester, kinds: str, verdict: str) -> None:
    [leak] = run(
        pytester, SERVER + "async def test_a(server):\n    server.close()\n", ini=f"wshygiene_kinds = {kinds}\n"
    )
    assert leak.verdict == verdict


CLEAN = """
@pytest.fixture
async def own():
    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    yield server
    server.close()

class Manager:
    async def start(self):
        self.server = await asyncio.start_server(echo, "127.0.0.1", 0)
        self.pump = asyncio.create_task(pump())

    async def stop(self):
        self.server.close()
        self.pump.cancel()

    async def restart(self):
        await self.stop()
        await self.start()

@pytest.fixture(scope="module")
async def manager():
    manager = Manager()
    await manager.start()
    yield manager
    await manager.stop()

@pytest.fixture(scope="module")
async def visited():
    connections = []

    async def keep(reader, writer):
        connections.append(writer)
        await reader.read()
        writer.close()

    async with await asyncio.start_server(keep, "127.0.0.1", 0) as server:
        yield server, connections

async def test_own(own):
    own.close()

async def test_restart(manager):
    await manager.restart()

async def test_of_the_server(visited):
    server, connections = visited
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    while not connections:
        await asyncio.sleep(0.001)
    connections[0].close()
    writer.close()
    await writer.wait_closed()

async def test_that_ends_what_has_ended(server):
    pass

async def test_after(manager, visited):
    pass
"""


def test_what_is_meant_to_be_ended(pytester: pytest.Pytester) -> None:
    assert run(pytester, SERVER + CLEAN) == []


IN_A_THREAD = """
import threading

class Greeter(asyncio.Protocol):
    def connection_made(self, transport):
        self.greeting = asyncio.get_running_loop().create_task(pump())
        VISITS.append(self)

    def connection_lost(self, error):
        GONE.wait()
        self.greeting.cancel()
        self.greeting.add_done_callback(lambda task: ENDED.set())

VISITS, GONE, ENDED = [], threading.Event(), threading.Event()

@pytest.fixture(scope="module")
def greeter():
    loop, ports = asyncio.new_event_loop(), concurrent.futures.Future()

    async def serve():
        server = await loop.create_server(Greeter, "127.0.0.1", 0)
        ports.set_result(server.sockets[0].getsockname()[1])

    def run():
        loop.run_until_complete(serve())
        loop.run_forever()

    thread = threading.Thread(target=run)
    thread.start()
    with socket.create_connection(("127.0.0.1", ports.result())):  # is it there?
        asyncio.run_coroutine_threadsafe(asyncio.sleep(0.05), loop).result()
    yield ports.result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()

def test_greeter(greeter):
    GONE.set()
    assert ENDED.wait(10)
"""


def test_what_a_server_in_a_thread_of_the_fixture_ends_by_itself(pytester: pytest.Pytester) -> None:
    assert run(pytester, IN_A_THREAD) == []


LATE = """
KEPT, FIRED = [], []

async def later():
    await KEPT[0].wait()
    await asyncio.sleep(0.01)
    await asyncio.Event().wait()

async def test_timer():
    asyncio.get_running_loop().call_later(1.5, FIRED.append, 1)

async def test_victim():
    while not FIRED:
        await asyncio.sleep(0.01)

async def test_task():
    KEPT.append(asyncio.Event())
    KEPT[0].task = asyncio.create_task(later())

async def test_other_victim():
    KEPT[0].set()
    await asyncio.sleep(0.1)

async def test_cancelled():
    KEPT.append(asyncio.create_task(pump()))

async def test_clean():
    KEPT[1].cancel()

async def test_next():
    await asyncio.sleep(0.01)
"""


def test_what_a_test_has_left_that_runs_in_another(pytester: pytest.Pytester) -> None:
    found, printed = run_all(pytester, LATE)
    assert [(leak.kind, leak.verdict, leak.state.rpartition("; ")[2]) for leak in found[:2]] == [
        ("timer", "fail", "ran while test_it.py::test_victim did"),
        ("task", "fail", "ran while test_it.py::test_other_victim did"),
    ]
    assert [leak.subject for leak in found[2:]] == ["pump()"]
    assert "wshygiene: `list.append()` of test_it.py::test_timer ran while test_it.py::test_victim did." in printed


def test_what_runs_in_another_test_fails_it_where_that_is_asked_for(pytester: pytest.Pytester) -> None:
    found = run(pytester, LATE, ini="wshygiene_kinds = interference\n")
    assert [(leak.kind, leak.verdict, leak.summary.replace("test_it.py::", "")) for leak in found] == [
        ("timer", "fail", "`list.append()` of test_timer ran while test_victim did."),
        ("task", "fail", "`later()` of test_task ran while test_other_victim did."),
    ]
    assert str(found[0].birth[0]) == "test_it.py:17 in test_timer"


def test_a_loop_that_ends_with_its_test_runs_nothing_later(pytester: pytest.Pytester) -> None:
    tests = "KEPT = []\nasync def test_a():\n    KEPT.append(asyncio.create_task(pump()))\n"
    tests += (
        "    asyncio.get_running_loop().call_later(0.1, print)\nasync def test_b():\n    await asyncio.sleep(0.3)\n"
    )
    assert run(pytester, tests, "-oasyncio_default_test_loop_scope=function") == []

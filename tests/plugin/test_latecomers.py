"""What is made in the name of a test that has ended: by callbacks that somebody else brings about later."""

from __future__ import annotations

import json

import pytest

from pytest_wshygiene.model import Leak
from pytest_wshygiene.report.json import from_dict

INI = """
[pytest]
asyncio_mode = auto
asyncio_default_fixture_loop_scope = session
wshygiene_settle = 0.05
"""
PRELUDE = """
import asyncio, concurrent.futures, pytest, socket, time
"""


def run_all(pytester: pytest.Pytester, tests: str) -> tuple[list[Leak], str]:
    """All leaks of these tests, and what was printed."""
    pytester.makeini(INI)
    pytester.makepyfile(test_it=PRELUDE + tests)
    result = pytester.runpytest_subprocess("--wshygiene", "--wshygiene-report=json:leaks.json")
    found = json.loads((pytester.path / "leaks.json").read_text())["leaks"]
    return [from_dict(leak) for leak in found], result.stdout.str()


LATE = """
KEPT = []

def dial(future):
    KEPT.append(socket.create_server(("127.0.0.1", 0)))

@pytest.fixture(scope="module")
def closing():
    loop = asyncio.new_event_loop()
    future = loop.create_future()
    yield future
    future.set_result(None)
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()
    while release and KEPT:
        KEPT.pop().close()

def test_subscribes(closing):
    closing.add_done_callback(dial)

def test_next():
    pass
"""


def test_what_a_finalizer_of_the_module_does_not_release_is_told_at_the_end(pytester: pytest.Pytester) -> None:
    tests = """
KEPT = []

def close_one(sockets):
    sockets[0].close()

def test_hands_over(request):
    KEPT.extend((socket.socket(), socket.socket()))
    request.node.getparent(pytest.Module).addfinalizer(lambda: close_one(KEPT))
"""
    found, printed = run_all(pytester, tests)
    assert [(leak.kind, leak.owner.nodeid, leak.count) for leak in found] == [
        ("socket", "test_it.py::test_hands_over", 1)
    ]
    assert "A socket was still open at the end of the run, left by test_it.py::test_hands_over." in printed
    assert "1 leak (1 failed), 1 test judged" in printed


@pytest.mark.parametrize("release", [False, True])
def test_what_comes_in_the_name_of_a_clean_test_and_stays_is_its(pytester: pytest.Pytester, release: bool) -> None:
    found, printed = run_all(pytester, f"release = {release}\n" + LATE)
    told = [(leak.kind, leak.owner.nodeid, leak.verdict) for leak in found]
    assert told == ([] if release else [("server", "test_it.py::test_subscribes", "fail")])
    assert "2 passed" in printed
    assert "the inspector failed" not in printed


ARMED = """
KEPT = []

@pytest.fixture(scope="module")
def thread():
    loop = asyncio.new_event_loop()
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        pool.submit(loop.run_forever)
        yield loop
        loop.call_soon_threadsafe(loop.stop)
    loop.close()

def dial():
    KEPT.append(socket.create_server(("127.0.0.1", 0)))

def test_arms(thread):
    thread.call_soon_threadsafe(thread.call_later, 3, dial)  # when this test has long been judged

def test_next(thread):
    while not KEPT:
        time.sleep(0.01)
"""


def test_what_comes_of_a_leak_in_another_tests_time_is_told_with_nobody(pytester: pytest.Pytester) -> None:
    found, _ = run_all(pytester, ARMED)
    assert [(leak.kind, leak.owner.nodeid) for leak in found] == [("timer", "test_it.py::test_arms")]


REVIVED = """
KEPT = []

async def serve(connected):
    try:
        await connected.wait()
    finally:
        KEPT.append(asyncio.create_task(asyncio.Event().wait()))
        await asyncio.sleep(0)

def test_serves():
    async def scenario():
        KEPT.append(asyncio.create_task(serve(asyncio.Event())))
        await asyncio.sleep(0)

    asyncio.run(scenario())
"""


def test_what_a_leak_begins_while_its_loop_cancels_it_is_no_other(pytester: pytest.Pytester) -> None:
    found, _ = run_all(pytester, REVIVED)
    assert [(leak.kind, leak.subject) for leak in found] == [("task", "serve()")]

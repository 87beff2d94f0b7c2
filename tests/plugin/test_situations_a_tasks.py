"""Leaks that live on an event loop: tasks, timers and async generators (rows A1 to A4, A11, A15, A20 and A23)."""

from __future__ import annotations

import re

import pytest

from .projects import Runs, run_project
from .runners import ASYNC_FIXTURES, ASYNCIO, FUNCTION_LOOP, PLAIN, UVLOOP_HOOK, UVLOOP_RUN, XDIST, Runner
from .situations import Situation, every_runner
from .told import birth_of

A01 = Situation(
    "a01",
    runners=ASYNCIO,
    app="""
    async def poll():
        while True:
            await asyncio.sleep(30)  # now:a01
    """,
    body="""
    asyncio.create_task(app.poll())  # born:a01
    await asyncio.sleep(0)
    """,
)

A02 = Situation(
    "a02",
    runners=ASYNCIO,
    arguments=("server",),
    app="""
    from websockets.asyncio.client import connect

    class Manager:
        def __init__(self):
            self._connections = {}
            self._tasks = {}

        async def connect(self, name, url):
            self._connections[name] = connection = await connect(url)
            self._tasks[name] = asyncio.create_task(self._pump(asyncio.Queue()))  # born:a02
            await connection.send("hello")
            await connection.recv()

        async def _pump(self, queue):
            while True:
                await queue.get()  # now:a02

        async def disconnect(self, name):
            await self._connections.pop(name).close()

    MANAGER = Manager()
    """,
    body="""
    await app.MANAGER.connect("c1", server)
    await app.MANAGER.disconnect("c1")
    """,
)

A03 = Situation(
    "a03",
    runners=ASYNCIO,
    arguments=("server",),
    app="""
    from websockets.asyncio.client import connect

    class Session:
        async def open(self, url):
            self._connection = await connect(url)
            self._deadline = asyncio.get_running_loop().call_later(30, self.expire, "idle")  # born:a03

        def expire(self, reason):
            pass

        async def close(self):
            await self._connection.close()

    SESSIONS = {}
    """,
    body="""
    app.SESSIONS["ann"] = app.Session()
    await app.SESSIONS["ann"].open(server)
    await app.SESSIONS["ann"].close()
    """,
)

HEART = """
class Heart:
    def beat(self):
        self.timer = asyncio.get_running_loop().call_later(0.02, self.beat)  # born:{name}

HEART = Heart()
"""

A04 = Situation(
    "a04",
    runners=ASYNCIO,
    app=HEART.format(name="a04"),
    body="""
    app.HEART.beat()
    await asyncio.sleep(0.1)
    """,
)

A04_FIXTURE = Situation(
    "a04_fixture",
    runners=ASYNC_FIXTURES,
    arguments=("heart",),
    app=HEART.format(name="a04_fixture"),
    setup="""
    @async_fixture()  # fixture:a04_fixture
    async def heart():
        app.HEART.beat()
    """,
    body="""
    await asyncio.sleep(0.1)
    """,
)

A11 = Situation(
    "a11",
    runners=(FUNCTION_LOOP, XDIST, PLAIN, UVLOOP_HOOK, UVLOOP_RUN),
    style="run",
    app="""
    async def poll():
        while True:
            await asyncio.sleep(30)  # now:a11
    """,
    body="""
    asyncio.create_task(app.poll())  # born:a11
    await asyncio.sleep(0)
    """,
)

A15 = Situation(
    "a15",
    runners=ASYNCIO,
    app="""
    async def prices():
        while True:
            yield 1  # now:a15

    FEEDS = {}
    """,
    body="""
    app.FEEDS["eur"] = app.prices()
    await anext(app.FEEDS["eur"])  # born:a15
    """,
)

A20 = Situation(
    "a20",
    runners=ASYNCIO,
    app="""
    class Room:
        timer = None

        def start_typing(self, name):
            self.timer = asyncio.get_running_loop().call_later(30, self.stop_typing, name)  # born:a20

        def stop_typing(self, name):
            self.timer.cancel()

    ROOM = Room()
    """,
    body="""
    for _ in range(10):
        app.ROOM.start_typing("ann")
    app.ROOM.stop_typing("ann")
    """,
)

A23 = Situation(
    "a23",
    runners=ASYNCIO,
    app=A01.app.replace("a01", "a23"),
    body="""
    asyncio.create_task(app.poll())  # born:a23
    await asyncio.sleep(0)
    assert "pong" == "ping"
    """,
)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    return Runs(tmp_path_factory, A01, A02, A03, A04, A04_FIXTURE, A11, A15, A20, A23)


@every_runner(A01)
def test_a01_task_never_awaited_or_cancelled(runs: Runs, runner: Runner) -> None:
    leak = runs[runner].leak_of_test(A01)
    assert (leak.code, leak.kind, leak.subject, leak.count) == ("WSH200", "task", "poll()", 1)
    assert leak.state == f"{runs[runner].line(A01, 'now')} in poll, awaiting asyncio.sleep(30){runner.ending}"
    assert leak.rules == ("WSH201",)


@every_runner(A02)
def test_a02_stored_task_not_cancelled_when_connection_closed(runs: Runs, runner: Runner) -> None:
    leak = runs[runner].leak_of_test(A02)
    assert (leak.kind, leak.subject, leak.count) == ("task", "Manager._pump()", 1)
    assert leak.state == f"{runs[runner].line(A02, 'now')} in Manager._pump, awaiting queue.get(){runner.ending}"
    assert leak.holders == ("app_a02.MANAGER._tasks['c1']",)
    assert leak.rules == ("WSH202",)


@every_runner(A03)
def test_a03_call_later_not_cancelled_on_disconnect(runs: Runs, runner: Runner) -> None:
    leak = runs[runner].leak_of_test(A03)
    assert (leak.kind, leak.subject, leak.count) == ("timer", "Session.expire()", 1)
    assert re.fullmatch(r"due in (2\d\.\d|30\.0) s, calls `Session\.expire\('idle'\)`", leak.state)
    assert leak.holders == ("app_a03.SESSIONS['ann']._deadline",)


@every_runner(A04)
def test_a04_self_rearming_heartbeat_is_one_leak(runs: Runs, runner: Runner) -> None:
    leak = runs[runner].leak_of_test(A04)
    assert (leak.kind, leak.subject, leak.count) == ("timer", "Heart.beat()", 1)
    assert leak.state.partition("; ran while ")[0] == "due in 0.0 s, calls `Heart.beat()`"
    assert leak.holders == ("app_a04.HEART.timer",)
    assert leak.rules == ("WSH204",)


@every_runner(A04_FIXTURE)
def test_a04_heartbeat_started_by_a_fixture(runs: Runs, runner: Runner) -> None:
    leak = runs[runner].leak_of_fixture(A04_FIXTURE, "heart")
    assert (leak.kind, leak.subject, leak.count) == ("timer", "Heart.beat()", 1)
    assert leak.holders == ("app_a04_fixture.HEART.timer",)


@every_runner(A11)
def test_a11_asyncio_run_ends_with_pending_tasks(runs: Runs, runner: Runner) -> None:
    leak = runs[runner].leak_of_test(A11)
    assert (leak.kind, leak.subject, leak.count) == ("task", "poll()", 1)
    closer = "the runner that closed its event loop" if runner.uvloop else "asyncio.run()"
    now = f"{runs[runner].line(A11, 'now')} in poll, awaiting asyncio.sleep(30)"
    assert leak.state == f"{now}; cancelled by {closer}"


@every_runner(A15)
def test_a15_async_generator_left_suspended(runs: Runs, runner: Runner) -> None:
    if runner.uvloop:
        assert runs[runner].leaks_of(A15) == []
        assert "async generator" in runs[runner].not_watched
        assert "async generator (uvloop keeps its list of async generators in C)" in runs[runner].stdout
        return
    leak = runs[runner].leak_of_test(A15)
    assert (leak.kind, leak.subject, leak.count) == ("async generator", "prices()", 1)
    assert leak.state == f"{runs[runner].line(A15, 'now')} in prices, at yield 1"
    assert leak.holders == ("app_a15.FEEDS['eur']",)


@every_runner(A20)
def test_a20_nine_of_ten_typing_timers_are_one_group(runs: Runs, runner: Runner) -> None:
    leak = runs[runner].leak_of_test(A20)
    assert (leak.kind, leak.subject, leak.count) == ("timer", "Room.stop_typing()", 9)
    assert re.fullmatch(r"due in (2\d\.\d|30\.0) s, calls `Room\.stop_typing\('ann'\)`", leak.state)
    assert runs[runner].stdout.count(f"born      {runs[runner].line(A20, 'born')}") == 1
    assert "(9 x)" in runs[runner].stdout


@every_runner(A23)
def test_a23_leak_of_a_failing_test_is_no_second_failure(runs: Runs, runner: Runner) -> None:
    run = runs[runner]
    [leak] = run.leaks_of(A23)
    nodeid = A23.node_of(runner)
    assert (leak.kind, leak.owner.kind, leak.owner.nodeid, leak.verdict) == ("task", "test", nodeid, "test failed")
    assert birth_of(leak) == run.line(A23, "born")
    assert run.outcomes_of(A23) == {nodeid: {"FAILED"}, run.after(A23): {"PASSED"}}


@pytest.mark.parametrize("runner", [FUNCTION_LOOP, PLAIN, XDIST], ids=str)
def test_a23_own_failure_comes_first(tmp_path_factory: pytest.TempPathFactory, runner: Runner) -> None:
    run = run_project(tmp_path_factory.mktemp(runner.name), runner, [A23])
    assert run.returncode == pytest.ExitCode.TESTS_FAILED
    assert re.search(r"=+ 1 failed, 2 passed in ", run.stdout)
    own = run.stdout.index("AssertionError: assert 'pong' == 'ping'")
    section = run.stdout.index("wshygiene: leaks found at teardown")
    assert own < section < run.stdout.index("WSH200 task-outlives-owner")


@pytest.mark.parametrize("runner", ASYNCIO, ids=str)
def test_nothing_else_is_reported(runs: Runs, runner: Runner) -> None:
    assert runs.unexpected(runner) == []

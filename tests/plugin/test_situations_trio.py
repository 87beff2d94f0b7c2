"""What is left by coroutines on trio is told: system tasks, streams, generators and connections.

trio has no timers and no loop to close. A task in a nursery belongs to whoever has opened that, and ends with it.
"""

from __future__ import annotations

import re

import pytest

from .projects import Runs
from .runners import PLAIN, TRIO, Runner
from .situations import TRIO_SERVER, Situation
from .told import Run

A01 = Situation(
    "a01_trio",
    runners=(TRIO,),
    app="""
    import trio

    async def poll():
        while True:
            await trio.sleep(30)  # now:a01_trio
    """,
    body="""
    app.trio.lowlevel.spawn_system_task(app.poll)  # born:a01_trio
    await pause()
    """,
)

A01_LATER = Situation(
    "a01_trio_later",
    runners=(TRIO,),
    arguments=("alive",),
    app="""
    import trio

    KEPT = {}

    async def poll():
        while True:
            await trio.sleep(30)  # now:a01_trio_later
    """,
    setup="""
    @pytest.fixture(scope="module")
    async def alive():
        "A fixture that keeps the run of trio going when the test is over."
        yield
    """,
    body="""
    app.KEPT["eur"] = app.trio.lowlevel.spawn_system_task(app.poll)  # born:a01_trio_later
    """,
)

A06 = Situation(
    "a06_trio",
    runners=(TRIO,),
    arguments=("nursery", "url"),
    app="import trio\nCLIENTS = {}",
    setup=TRIO_SERVER,
    body="""
    app.CLIENTS["ann"] = await connect(url).connect(nursery)  # born:a06_trio
    await app.CLIENTS["ann"].send("hello")
    await app.CLIENTS["ann"].recv()
    """,
)

A11 = Situation(
    "a11_trio",
    runners=(PLAIN,),
    style="sync",
    app=A01.app.replace("a01_trio", "a11_trio"),
    body="""
    async def main():
        app.trio.lowlevel.spawn_system_task(app.poll)  # born:a11_trio
        await app.trio.lowlevel.checkpoint()

    app.trio.run(main)
    """,
)

A12 = Situation(
    "a12_trio",
    runners=(TRIO,),
    arguments=("server",),
    app="import trio\nSTREAMS = []",
    body="""
    port = int(server.rpartition(":")[2].partition("/")[0])
    app.STREAMS.append(await app.trio.open_tcp_stream("127.0.0.1", port))  # born:a12_trio
    """,
)

A15 = Situation(
    "a15_trio",
    runners=(TRIO,),
    app="""
    async def prices():
        while True:
            yield 1  # now:a15_trio

    FEEDS = {}
    """,
    body="""
    app.FEEDS["eur"] = app.prices()
    await anext(app.FEEDS["eur"])  # born:a15_trio
    """,
)

A22 = Situation(
    "a22_trio",
    runners=(TRIO,),
    arguments=("line",),
    app=A01.app.replace("a01_trio", "a22_trio"),
    setup="""
    @pytest.fixture  # fixture:a22_trio
    async def line():
        yield
        app.trio.lowlevel.spawn_system_task(app.poll)  # born:a22_trio
    """,
    body="""
    assert line is None
    """,
)

A23 = Situation(
    "a23_trio",
    runners=(TRIO,),
    app=A01.app.replace("a01_trio", "a23_trio"),
    body="""
    app.trio.lowlevel.spawn_system_task(app.poll)  # born:a23_trio
    assert "pong" == "ping"
    """,
)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    return Runs(tmp_path_factory, A01, A01_LATER, A06, A11, A12, A15, A22, A23)


@pytest.fixture
def run(runs: Runs) -> Run:
    return runs[TRIO]


def test_a01_system_task_never_ended(run: Run) -> None:
    leak = run.leak_of_test(A01)
    assert (leak.code, leak.kind, leak.subject, leak.count) == ("WSH200", "task", "poll()", 1)
    ending = "; cancelled at the end of the run of trio that it was in"
    assert leak.state == f"{run.line(A01, 'now')} in poll, awaiting trio.sleep(30){ending}"
    assert leak.rules == ("WSH201",)


def test_a01_system_task_while_trio_runs_on(run: Run) -> None:
    leak = run.leak_of_test(A01_LATER)
    assert (leak.kind, leak.subject, leak.count) == ("task", "poll()", 1)
    assert leak.state == f"{run.line(A01_LATER, 'now')} in poll, awaiting trio.sleep(30)"
    assert leak.holders == ("app_a01_trio_later.KEPT['eur']",)
    assert leak.release.startswith("start it in a nursery")


def test_a06_client_connection_to_a_wider_server(run: Run) -> None:
    leak = run.leak_of_test(A06)
    assert (leak.code, leak.kind, leak.subject, leak.count) == ("WSH400", "connection", "ClientConnection /chat", 1)
    assert re.fullmatch(r"OPEN, 127\.0\.0\.1:\d+ -> 127\.0\.0\.1:\d+/chat", leak.state)
    assert leak.holders == ("app_a06_trio.CLIENTS['ann']",)
    assert any(part.startswith("other side: ServerConnection ") for part in leak.parts)
    assert leak.release == "`await app_a06_trio.CLIENTS['ann'].aclose()`, or `async with connect(...)`"


def test_a11_trio_run_ends_with_a_system_task(runs: Runs) -> None:
    leak = runs[PLAIN].leak_of_test(A11)
    assert (leak.kind, leak.subject, leak.count) == ("task", "poll()", 1)
    assert leak.state.endswith("; cancelled at the end of the run of trio that it was in")


def test_a12_stream_never_closed(run: Run) -> None:
    leak = run.leak_of_test(A12)
    assert (leak.kind, leak.count) == ("socket", 1)
    assert leak.holders == ("app_a12_trio.STREAMS[0].socket._sock",)


def test_a15_async_generator_left_suspended(run: Run) -> None:
    leak = run.leak_of_test(A15)
    assert (leak.kind, leak.subject, leak.count) == ("async generator", "prices()", 1)
    assert leak.state == f"{run.line(A15, 'now')} in prices, at yield 1"
    assert leak.holders == ("app_a15_trio.FEEDS['eur']",)


def test_a22_system_task_started_in_teardown(run: Run) -> None:
    leak = run.leak_of_fixture(A22, "line")
    assert (leak.kind, leak.subject, leak.count) == ("task", "poll()", 1)


def test_a23_leak_of_a_failing_test_is_no_second_failure(run: Run) -> None:
    [leak] = run.leaks_of(A23)
    assert (leak.kind, leak.owner.nodeid, leak.verdict) == ("task", A23.node_of(TRIO), "test failed")
    assert run.outcomes_of(A23) == {A23.node_of(TRIO): {"FAILED"}, run.after(A23): {"PASSED"}}


@pytest.mark.parametrize("runner", [TRIO, PLAIN], ids=str)
def test_nothing_else_is_reported(runs: Runs, runner: Runner) -> None:
    assert runs.unexpected(runner) == []


def test_a_stopped_clock_does_not_stop_the_verdict(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nasyncio_default_fixture_loop_scope = function\nwshygiene_settle = 0.05")
    pytester.makepyfile(
        """
        import trio, trio.testing

        def test_it():
            async def main():
                trio.lowlevel.spawn_system_task(trio.sleep_forever)
                await trio.lowlevel.checkpoint()

            trio.run(main, clock=trio.testing.MockClock())
        """
    )
    result = pytester.runpytest_subprocess("--wshygiene")
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["WSH200 task-outlives-owner: `sleep_forever()` was still running *"])

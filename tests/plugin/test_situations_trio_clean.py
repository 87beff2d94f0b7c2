"""Programs on trio that leave nothing are silent, and trio says of wrong arguments what it always says."""

from __future__ import annotations

import pytest

from .projects import Runs
from .runners import TRIO
from .situations import TRIO_SERVER, Situation
from .told import Run

B02 = Situation(
    "b02_trio",
    runners=(TRIO,),
    arguments=("url",),
    app="import trio",
    setup=TRIO_SERVER,
    body="""
    async with connect(url) as connection:
        await connection.send("hello")
        assert await connection.recv() == "hello"
    """,
)

B03 = Situation(
    "b03_trio",
    runners=(TRIO,),
    arguments=("nursery",),
    app="""
    import trio

    async def close_slowly(task_status):
        with trio.CancelScope() as scope:
            task_status.started(scope)
            try:
                await trio.sleep(30)
            finally:
                with trio.CancelScope(shield=True):
                    await trio.sleep(0.02)
    """,
    setup=TRIO_SERVER,
    body="""
    scope = await nursery.start(app.close_slowly)
    scope.cancel()
    """,
)

B03_SYSTEM = Situation(
    "b03_trio_system",
    runners=(TRIO,),
    app=B03.app
    + """
    async def behind(scopes):
        with trio.CancelScope() as scope:
            scopes.append(scope)
            try:
                await trio.sleep(30)
            finally:
                with trio.CancelScope(shield=True):
                    await trio.sleep(0.02)
    """,
    body="""
    scopes = []
    app.trio.lowlevel.spawn_system_task(app.behind, scopes)
    while not scopes:
        await pause()
    scopes[0].cancel()
    """,
)

B04 = Situation(
    "b04_trio",
    runners=(TRIO,),
    app="import trio",
    body="""
    assert await app.trio.to_thread.run_sync(len, "abc") == 3
    """,
)

B05 = Situation(
    "b05_trio",
    runners=(TRIO,),
    arguments=("nursery",),
    app="import trio",
    setup=TRIO_SERVER,
    body="""
    async def wait():
        with app.trio.move_on_after(0.01):
            await app.trio.sleep(30)

    with app.trio.fail_after(5):
        async with app.trio.open_nursery() as own:
            own.start_soon(wait)
            own.start_soon(wait)
    nursery.start_soon(app.trio.sleep, 30)
    """,
)

CLEAN = (B02, B03, B03_SYSTEM, B04, B05)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return Runs(tmp_path_factory, *CLEAN)[TRIO]


@pytest.mark.parametrize("situation", CLEAN, ids=lambda situation: situation.name)
def test_clean_programs_are_silent(run: Run, situation: Situation) -> None:
    assert run.leaks_of(situation) == []
    assert run.outcomes_of(situation) == {situation.node_of(TRIO): {"PASSED"}, run.after(situation): {"PASSED"}}


def test_nothing_else_is_reported(run: Run) -> None:
    assert run.leaks == ()


def test_what_is_no_coroutine_function_stays_as_wrong(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nasyncio_default_fixture_loop_scope = function")
    pytester.makepyfile(
        """
        import pytest, trio

        async def main(answer=None):
            if answer is None:
                raise LookupError("no answer")
            return answer

        def test_result():
            assert trio.run(main, 42) == 42

        def test_exception():
            with pytest.raises(LookupError, match="no answer"):
                trio.run(main)

        @pytest.mark.parametrize("wrong", [int, 3])
        def test_wrong(wrong):
            with pytest.raises(TypeError):
                trio.run(wrong)

        def test_coroutine():
            coroutine = main()
            with pytest.raises(TypeError, match="Trio was expecting an async function, but instead it got a coroutine"):
                trio.run(coroutine)
        """
    )
    result = pytester.runpytest_subprocess("--wshygiene", "-Werror")
    result.assert_outcomes(passed=5)

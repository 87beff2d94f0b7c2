"""A task that swallows cancellation becomes a failure of the test that made it, never a hang of the run."""

from __future__ import annotations

from dataclasses import replace

import pytest

from .projects import run_project
from .runners import ANYIO, FUNCTION_LOOP, PLAIN, UNITTEST, UVLOOP_HOOK, UVLOOP_RUN, Runner
from .situations import Situation

STUBBORN = Situation(
    "stubborn",
    runners=(FUNCTION_LOOP, PLAIN, UNITTEST, ANYIO, UVLOOP_HOOK, UVLOOP_RUN),
    app="""
    async def cling():
        while True:
            try:
                await asyncio.sleep(3600)  # now:stubborn
            except asyncio.CancelledError:
                pass
    """,
    body="""
    asyncio.create_task(app.cling())  # born:stubborn
    await asyncio.sleep(0)
    """,
)

#: It needs a while for its clean-up, and then gives in: an ordinary leak.
SLOW = replace(
    STUBBORN,
    name="slow",
    app="""
    async def cling():
        try:
            await asyncio.sleep(30)  # now:slow
        finally:
            await asyncio.sleep(0.1)
    """,
    body=STUBBORN.body.replace("stubborn", "slow"),
)


@pytest.mark.parametrize("runner", STUBBORN.runners, ids=str)
def test_stubborn_task_fails_its_test_and_does_not_hang(
    tmp_path_factory: pytest.TempPathFactory, runner: Runner
) -> None:
    # A run that waited for the task would be ended, and fail, long before the task is.
    run = run_project(tmp_path_factory.mktemp(runner.name), runner, [STUBBORN, SLOW])
    assert run.returncode == pytest.ExitCode.TESTS_FAILED
    leak = run.leak_of_test(STUBBORN)
    assert (leak.kind, leak.subject, leak.count) == ("task", "cling()", 1)
    now = f"{run.line(STUBBORN, 'now')} in cling, awaiting asyncio.sleep(3600)"
    assert leak.state == f"{now}; swallows cancellation, and was abandoned"
    assert run.leak_of_test(SLOW).state.endswith(runner.ending)
    assert len(run.leaks) == 2

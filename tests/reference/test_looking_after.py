"""The one task that looks after all connections, and the clean-up that should find nothing."""

from __future__ import annotations

import asyncio
import time

import pytest

from wshygiene_reference import CloseCode
from wshygiene_reference.background import BackgroundTasks

from .conftest import Serve, client, closed, until

pytestmark = pytest.mark.asyncio


async def test_who_says_and_hears_nothing_is_idle(serve: Serve) -> None:
    async with serve(stale_after=0.2, heartbeat_interval=0.05) as manager, client(manager) as ws:
        assert await closed(ws) == CloseCode.IDLE
        assert ws.close_reason == "idle"
        await until(lambda: manager.counters.closed[CloseCode.IDLE] == 1)


@pytest.mark.parametrize("direction", ["in", "out"])
async def test_a_message_in_either_direction_is_activity(serve: Serve, direction: str) -> None:
    async with serve(stale_after=0.4, heartbeat_interval=0.05) as manager, client(manager) as ws:
        for _ in range(12):
            await asyncio.sleep(0.1)
            if direction == "in":
                await ws.send('{"type":"ping"}')
            else:
                manager.broadcast("still here")
        assert len(manager.registry) == 1


async def test_a_life_is_limited_however_busy(serve: Serve) -> None:
    async with serve(max_lifetime=0.2, heartbeat_interval=0.05) as manager, client(manager) as ws:
        assert await closed(ws) == CloseCode.LIFETIME
        await until(lambda: len(manager.registry) == 0)


async def test_limits_that_are_off_end_nobody(serve: Serve) -> None:
    limits = {"max_lifetime": None, "stale_after": None, "heartbeat_interval": 0.02}
    async with serve(**limits) as manager, client(manager):
        await asyncio.sleep(0.3)
        assert len(manager.registry) == 1


async def test_one_task_looks_after_all_connections(serve: Serve) -> None:
    async with serve() as manager:
        before = len(asyncio.all_tasks())
        clients = [await client(manager) for _ in range(20)]
        await until(lambda: len(manager.registry) == 20)
        ours = [task for task in asyncio.all_tasks() if task.get_name().startswith("wshygiene")]
        assert len(ours) == 3
        of_the_library = 20 * 2  # a handler on either side is not counted here, but the client's and the server's are
        assert len(asyncio.all_tasks()) - before <= of_the_library
        for ws in clients:
            await ws.close()


async def test_a_long_visit_lets_others_run(serve: Serve) -> None:
    async with serve(sweep_chunk=1) as manager:
        clients = [await client(manager) for _ in range(10)]
        await until(lambda: len(manager.registry) == 10)
        turns = 0

        async def others() -> None:
            nonlocal turns
            while True:
                turns += 1
                await asyncio.sleep(0)

        running = asyncio.create_task(others())
        await asyncio.sleep(0)
        turns = 0
        await manager.heartbeat.beat()
        assert turns >= 10
        running.cancel()
        for ws in clients:
            await ws.close()


async def test_a_background_task_that_fails_is_started_again(caplog: pytest.LogCaptureFixture) -> None:
    tasks = BackgroundTasks()
    runs = 0

    async def fails_at_first() -> None:
        nonlocal runs
        runs += 1
        if runs == 1:
            raise RuntimeError("on purpose")
        await asyncio.Event().wait()

    tasks.keep("sweeper", fails_at_first)
    await until(lambda: runs == 2)
    assert "sweeper failed and is started again" in caplog.text
    await tasks.end()
    assert len(tasks) == 0


async def test_sweeping_goes_on_by_itself(serve: Serve) -> None:
    async with serve(sweep_interval=0.05) as manager:
        await until(lambda: manager.sweeper.last is not None)
        manager.rooms.join("gone", "job:1")
        await until(lambda: manager.sweeper.leaked == 1)
        assert len(manager.rooms) == 0
        assert abs(manager.stats()["performance"]["lastCleanup"] - time.time()) < 60

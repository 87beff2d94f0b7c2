# clean: task groups, timeouts, shielded and abandoned waits that all end
import asyncio

import pytest


async def work(seconds):
    await asyncio.sleep(seconds)
    return seconds


async def test_group():
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(work(0.001)) for _ in range(20)]
    assert sum(task.result() for task in tasks) == pytest.approx(0.02)


async def test_group_that_fails():
    async def fail():
        raise OSError("down")

    with pytest.raises(ExceptionGroup):
        async with asyncio.TaskGroup() as group:
            group.create_task(work(60))
            group.create_task(fail())


async def test_timeout_in_time():
    async with asyncio.timeout(60):
        await work(0)


async def test_timeout_too_late():
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.005):
            await work(60)


async def test_shielded_work_ends_a_little_later():
    inner = asyncio.create_task(work(0.02))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(asyncio.shield(inner), 0.001)


async def test_wait_for_within():
    assert await asyncio.wait_for(work(0), 60) == 0


async def test_fire_and_forget_that_is_short():
    asyncio.create_task(work(0))
    asyncio.get_running_loop().call_later(0.005, lambda: None)

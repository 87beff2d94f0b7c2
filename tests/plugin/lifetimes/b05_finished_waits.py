"""Timers of waits that are over, whether they fired or not."""

import asyncio

import anyio
import pytest
from chat import echo, greet, url
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve


async def forever():
    await asyncio.Event().wait()


async def clean_timeouts_that_did_not_fire():
    async with asyncio.timeout(60):
        await asyncio.sleep(0)
    await asyncio.wait_for(asyncio.sleep(0), 60)
    with anyio.fail_after(60):
        await asyncio.sleep(0)


async def clean_timeouts_that_fired():
    for _ in range(3):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.001):
                await forever()
        with anyio.move_on_after(0.001):
            await forever()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(forever(), 0.001)


async def clean_sleepers_that_were_cancelled():
    tasks = [asyncio.create_task(asyncio.sleep(3600)) for _ in range(200)]
    await asyncio.sleep(0)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def clean_timer_that_was_cancelled():
    asyncio.get_running_loop().call_later(3600, print).cancel()


async def clean_wait_with_a_timeout():
    _, pending = await asyncio.wait([asyncio.create_task(asyncio.sleep(0))], timeout=3600)
    assert not pending


async def clean_failing_group():
    async def fail():
        raise ValueError

    with pytest.raises(ExceptionGroup):
        async with asyncio.TaskGroup() as group:
            group.create_task(forever())
            group.create_task(fail())


async def clean_connection_with_long_timeouts():
    async with serve(echo, "127.0.0.1", 0) as server:
        async with connect(url(server), open_timeout=60, close_timeout=60, ping_interval=60) as client:
            await greet(client)


async def clean_queue_with_a_timeout():
    queue = asyncio.Queue()
    asyncio.get_running_loop().call_soon(queue.put_nowait, 1)
    assert await asyncio.wait_for(queue.get(), 60) == 1

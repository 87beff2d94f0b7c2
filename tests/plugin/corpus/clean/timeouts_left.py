"""Timeouts that are left: by whoever has entered them, by another task, by a fixture's teardown, or by running out."""

import asyncio
from contextlib import AsyncExitStack, suppress

import pytest_asyncio


@pytest_asyncio.fixture
async def deadline():
    async with asyncio.timeout(60) as deadline:
        yield deadline


async def test_within_a_fixtures_deadline(deadline):
    await asyncio.sleep(0)
    assert not deadline.expired()


async def test_left_by_hand():
    deadline = asyncio.timeout(60)
    await deadline.__aenter__()
    await deadline.__aexit__(None, None, None)


async def test_left_with_a_stack():
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(asyncio.timeout(60))


async def test_runs_out():
    deadline = asyncio.timeout(0.01)
    try:
        await deadline.__aenter__()
        await asyncio.sleep(60)
    except asyncio.CancelledError as error:
        with suppress(TimeoutError):
            await deadline.__aexit__(type(error), error, None)
    assert deadline.expired()


async def test_without_a_limit():
    await asyncio.timeout(None).__aenter__()


async def test_waits_for_a_task_with_a_limit():
    await asyncio.wait_for(asyncio.create_task(asyncio.sleep(0)), 60)

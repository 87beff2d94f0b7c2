# clean: callbacks scheduled at the very end, that leave nothing
import asyncio

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="module")
DONE = []


async def quick():
    DONE.append(2)


def work():
    DONE.append(1)


async def test_schedules():
    asyncio.get_running_loop().call_soon(work)


async def test_task():
    asyncio.create_task(quick())


async def test_chain():
    loop = asyncio.get_running_loop()
    loop.call_soon(lambda: loop.call_soon(lambda: loop.create_task(quick())))


async def test_after():
    await asyncio.sleep(0.01)
    assert len(DONE) >= 2

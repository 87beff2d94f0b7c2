# clean: a test that stops the loop's clock, or puts it elsewhere
import asyncio

import pytest


@pytest.fixture
def frozen(monkeypatch):
    def freeze(loop):
        now = [loop.time()]
        monkeypatch.setattr(loop, "time", lambda: now[0])
        return now

    return freeze


async def test_jump(frozen):
    loop, fired = asyncio.get_running_loop(), []
    now = frozen(loop)
    loop.call_later(3600, fired.append, 1)
    now[0] += 3601
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert fired == [1]


async def test_stand_still(frozen):
    frozen(asyncio.get_running_loop())
    task = asyncio.create_task(asyncio.sleep(0))
    await task

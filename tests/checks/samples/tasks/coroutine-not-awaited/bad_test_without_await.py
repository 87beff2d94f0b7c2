# Both tests pass whatever happens.
import asyncio

import pytest


async def check_rooms(manager):
    await asyncio.sleep(0)
    assert not manager.rooms


def test_rooms(manager):
    check_rooms(manager)  # expect: WSH210


@pytest.mark.asyncio
async def test_typing(manager):
    manager.typing("thread")
    asyncio.sleep(0.1)  # expect: WSH210
    assert not manager.typing_timers

# run: strict
# leak: task | test_beacon | beacon
"""trio: a background task beside the nurseries, as `spawn_system_task` makes it."""

import anyio
import pytest
import trio

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend():
    return "trio"


async def beacon(times):
    while True:
        times.append(trio.current_time())
        await trio.sleep(60)


async def test_beacon():
    times = []
    trio.lowlevel.spawn_system_task(beacon, times)  # <- born
    while not times:
        await anyio.sleep(0.001)

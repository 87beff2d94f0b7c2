# run: strict
# leak: task | test_gossip | gossip
"""Under anyio, a task started with the backend's own means instead of the task group."""

import asyncio

import anyio
import pytest

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend():
    return "asyncio"


async def gossip(peers):
    while True:
        await anyio.sleep(20)
        peers.rotate()


async def test_gossip():
    asyncio.get_running_loop().create_task(gossip([]))  # <- born
    await anyio.sleep(0)

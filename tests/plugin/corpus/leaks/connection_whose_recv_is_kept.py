# leak: connection | test_keeps_a_task_of_the_library | connection_whose_recv_is_kept.WAITING['ann'] | born: here
"""A task of the user's that runs nothing but a method of the connection: what has that keeps both alive."""

import asyncio

import pytest
import pytest_asyncio
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve

pytestmark = pytest.mark.asyncio(loop_scope="module")
WAITING = {}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def url():
    async with serve(lambda ws: ws.wait_closed(), "127.0.0.1", 0) as server:
        yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def test_keeps_a_task_of_the_library(url):
    ws = await connect(url)  # <- here
    WAITING["ann"] = asyncio.create_task(ws.recv())
    await asyncio.sleep(0)


async def test_closes_the_connection(url):
    ws = await connect(url)
    WAITING["bob"] = asyncio.create_task(ws.recv())
    await ws.close()
    await asyncio.gather(WAITING.pop("bob"), return_exceptions=True)

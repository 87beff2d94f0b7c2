# leak: connection | fixture ws (function) | /fixture
"""The fixture yields a client, and its teardown closes something else."""

import pytest
import pytest_asyncio
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve


async def echo(ws):
    async for message in ws:
        await ws.send(message)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def url():
    async with serve(echo, "127.0.0.1", 0, close_timeout=0.1) as server:
        yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/fixture"


SPARE = []


@pytest_asyncio.fixture(loop_scope="module")
async def ws(url):
    ws = await connect(url)  # <- born
    SPARE.append(ws)
    yield ws
    await ws.ping()


@pytest.mark.asyncio(loop_scope="module")
async def test_echo(ws):
    await ws.send("x")
    assert await ws.recv() == "x"

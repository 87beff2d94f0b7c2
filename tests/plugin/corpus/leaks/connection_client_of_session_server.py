# leak: connection | test_ping | chat
"""The server belongs to the module, the forgotten client to the test; the server's handler is its other side."""

import pytest
import pytest_asyncio
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def echo(ws):
    async for message in ws:
        await ws.send(message)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def url():
    async with serve(echo, "127.0.0.1", 0, close_timeout=0.1) as server:
        yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/chat"


async def test_pong(url):
    async with connect(url) as ws:
        await ws.send("pong")
        assert await ws.recv() == "pong"


async def test_ping(url):
    ws = await connect(url)  # <- born
    await ws.send("ping")
    assert await ws.recv() == "ping"

# leak: server | fixture gateway (session) | listening on
"""A session's WebSocket server that is started without its context manager."""

import pytest
import pytest_asyncio
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def echo(ws):
    async for message in ws:
        await ws.send(message)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def gateway():
    server = await serve(echo, "127.0.0.1", 0)  # <- born
    return f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def test_one(gateway):
    async with connect(gateway) as ws:
        await ws.send("1")
        assert await ws.recv() == "1"


async def test_two(gateway):
    async with connect(gateway) as ws:
        await ws.ping()

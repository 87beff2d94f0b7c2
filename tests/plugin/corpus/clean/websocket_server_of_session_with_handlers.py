# clean: handlers that a session's server starts for the tests' clients, some of which end after their test
import asyncio

import pytest
import pytest_asyncio
from websockets.asyncio.client import connect
from websockets.asyncio.server import broadcast, serve

pytestmark = pytest.mark.asyncio(loop_scope="session")
ROOM = set()


async def chat(ws):
    ROOM.add(ws)
    try:
        async for message in ws:
            broadcast(ROOM, message)
        await asyncio.sleep(0.02)
    finally:
        ROOM.discard(ws)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def url():
    async with serve(chat, "127.0.0.1", 0, ping_interval=0.005) as server:
        yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def test_alone(url):
    async with connect(url) as ws:
        await ws.send("hello")
        assert await ws.recv() == "hello"


async def test_two(url):
    async with connect(url) as first, connect(url) as second:
        await second.ping()
        await first.send("both")
        assert await second.recv() == "both"


async def test_closing_without_reading(url):
    ws = await connect(url)
    await ws.send("unread")
    await ws.close(4000, "done")

# leak: connection | test_many_dials | /many | count: 2
"""Five clients dialled at once by gather; three of them are closed."""

import asyncio

import pytest
import pytest_asyncio
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve

pytestmark = pytest.mark.asyncio(loop_scope="session")
OPEN = []


async def dial(url):
    ws = await connect(url)  # <- born
    OPEN.append(ws)
    return ws


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def url():
    async with serve(lambda ws: ws.wait_closed(), "127.0.0.1", 0, close_timeout=0.1) as server:
        yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/many"


async def test_many_dials(url):
    sockets = await asyncio.gather(*(dial(url) for _ in range(5)))
    await asyncio.gather(*(ws.close() for ws in sockets[:3]))

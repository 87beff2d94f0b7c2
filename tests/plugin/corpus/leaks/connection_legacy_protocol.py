# leak: connection | test_legacy | /old
"""The legacy client of websockets, still common in code of its time."""

import pytest
import pytest_asyncio

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.asyncio(loop_scope="module"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def url():
    from websockets.asyncio.server import serve

    async def echo(ws):
        async for message in ws:
            await ws.send(message)

    async with serve(echo, "127.0.0.1", 0, close_timeout=0.1) as server:
        yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/old"


async def test_legacy(url):
    from websockets.legacy.client import connect

    ws = await connect(url)  # <- born
    await ws.send("x")
    assert await ws.recv() == "x"

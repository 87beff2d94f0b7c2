# leak: connection | test_two_subscriptions | never closed
"""Over a module's HTTP session the test opens a WebSocket, and drops it."""

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer as Server

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def quotes(request):
    ws = web.WebSocketResponse()
    await ws.prepare(request)
    async for message in ws:
        await ws.send_str(message.data)
    return ws


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def backend():
    app = web.Application()
    app.router.add_get("/quotes", quotes)
    async with Server(app) as server, aiohttp.ClientSession() as session:
        yield session, server.make_url("/quotes")


async def test_two_subscriptions(backend):
    session, url = backend
    async with session.ws_connect(url) as first:
        await first.send_str("a")
        assert (await first.receive()).data == "a"
    second = await session.ws_connect(url)  # <- born
    await second.send_str("b")
    assert (await second.receive()).data == "b"

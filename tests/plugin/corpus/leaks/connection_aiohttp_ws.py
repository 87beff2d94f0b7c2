# leak: session | test_subscribe | ClientSession
"""aiohttp: session and WebSocket left open; one leak, of the session that leads to the rest."""

import aiohttp
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer as Server


async def ticker(request):
    ws = web.WebSocketResponse()
    await ws.prepare(request)
    await ws.send_str("tick")
    async for _ in ws:
        pass
    return ws


@pytest_asyncio.fixture
async def address():
    app = web.Application()
    app.router.add_get("/ticker", ticker)
    async with Server(app) as server:
        yield server.make_url("/ticker")


async def test_subscribe(address):
    session = aiohttp.ClientSession()  # <- born
    ws = await session.ws_connect(address)
    assert (await ws.receive()).data == "tick"

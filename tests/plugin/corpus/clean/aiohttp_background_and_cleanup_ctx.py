# clean: aiohttp's cleanup contexts, background tasks of an application, and WebSockets closed on shutdown
import asyncio
import contextlib
import weakref

import pytest_asyncio
from aiohttp import WSCloseCode, WSMsgType, web
from aiohttp.test_utils import TestClient, TestServer

SOCKETS = web.AppKey("sockets", weakref.WeakSet)


async def ticker(app):
    async def tick():
        while True:
            for ws in set(app[SOCKETS]):
                with contextlib.suppress(ConnectionError):
                    await ws.send_str("tick")
            await asyncio.sleep(0.002)

    task = asyncio.create_task(tick())
    yield
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def feed(request):
    ws = web.WebSocketResponse(heartbeat=0.05)
    await ws.prepare(request)
    request.app[SOCKETS].add(ws)
    async for message in ws:
        if message.type is WSMsgType.TEXT:
            await ws.send_str("?")
    return ws


async def say_goodbye(app):
    for ws in set(app[SOCKETS]):
        await ws.close(code=WSCloseCode.GOING_AWAY)


@pytest_asyncio.fixture
async def client():
    app = web.Application()
    app[SOCKETS] = weakref.WeakSet()
    app.router.add_get("/feed", feed)
    app.cleanup_ctx.append(ticker)
    app.on_shutdown.append(say_goodbye)
    async with TestClient(TestServer(app)) as client:
        yield client


async def test_tick(client):
    async with client.ws_connect("/feed") as ws:
        assert (await ws.receive()).data == "tick"


async def test_left_open_until_the_client_closes(client):
    ws = await client.ws_connect("/feed")
    assert (await ws.receive()).data == "tick"

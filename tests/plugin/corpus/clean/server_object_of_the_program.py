# clean: a server object that the program has made at its import runs a task for itself from its first client on
import pytest
import socketio
from aiohttp import web

sio = socketio.AsyncServer(async_mode="aiohttp")


@pytest.fixture
async def port():
    app = web.Application()
    sio.attach(app)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield runner.addresses[0][1]
    await runner.cleanup()


@sio.event
async def add(sid, one, other):
    return one + other


async def test_adds(port):
    async with socketio.AsyncSimpleClient() as client:
        await client.connect(f"http://127.0.0.1:{port}", transports=["websocket"])
        assert await client.call("add", (1, 2)) == 3

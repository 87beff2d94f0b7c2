# leak: connection | test_join
"""python-socketio: the client stays connected to a server that a fixture closes."""

import pytest
import pytest_asyncio
import socketio
from aiohttp import web

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def url():
    sio = socketio.AsyncServer(async_mode="aiohttp")
    app = web.Application()
    sio.attach(app)

    @sio.event
    async def join(sid, room):
        await sio.enter_room(sid, room)
        return "joined " + room

    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await sio.shutdown()
    await runner.cleanup()


async def test_join(url):
    client = socketio.AsyncClient(reconnection=False)
    await client.connect(url, transports=["websocket"])  # <- born
    assert await client.call("join", "lobby") == "joined lobby"

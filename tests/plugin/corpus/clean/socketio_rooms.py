# clean: python-socketio's server of a module and clients that disconnect; its ping task sleeps on for a while
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
        await sio.emit("joined", room, room=room)

    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await sio.shutdown()
    await runner.cleanup()


@pytest_asyncio.fixture(loop_scope="module")
async def client(url):
    async with socketio.AsyncSimpleClient() as client:
        await client.connect(url, transports=["websocket"])
        yield client


async def test_join(client):
    await client.emit("join", "lobby")
    assert await client.receive(timeout=5) == ["joined", "lobby"]


async def test_plain_client(url):
    client = socketio.AsyncClient(reconnection=False)
    await client.connect(url)
    await client.emit("join", "attic")
    await client.disconnect()

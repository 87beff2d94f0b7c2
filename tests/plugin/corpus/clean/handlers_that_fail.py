# clean: a handler of aiohttp's that raises has its connection closed by the server, though nobody closes the response
import pytest
from aiohttp import ClientSession, WSMsgType, web


async def fails(request):
    ws = web.WebSocketResponse()
    await ws.prepare(request)
    async for _ in ws:
        raise ValueError("not what was agreed on")
    return ws


@pytest.fixture
async def url():
    app = web.Application()
    app.router.add_get("/", fails)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    await runner.cleanup()


async def test_is_hung_up(url):
    async with ClientSession() as session, session.ws_connect(url) as ws:
        await ws.send_str("hello")
        assert (await ws.receive()).type in (WSMsgType.CLOSED, WSMsgType.CLOSE)

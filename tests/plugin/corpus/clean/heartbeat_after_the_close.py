# clean: aiohttp's own heartbeat timer, which it arms once more while the connection is being closed
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer


async def shout(request):
    ws = web.WebSocketResponse()
    await ws.prepare(request)
    async for message in ws:
        await ws.send_str(message.data.upper())
    return ws


async def test_shout():
    app = web.Application()
    app.router.add_get("/", shout)
    async with TestClient(TestServer(app)) as client:
        ws = await client.ws_connect("/", heartbeat=30)
        await ws.send_str("a")
        assert await ws.receive_str() == "A"

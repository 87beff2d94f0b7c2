# Fine: what the handlers open on the session that the application carries they close.
import aiohttp
from aiohttp import web


async def client(app):
    app["client"] = aiohttp.ClientSession()
    yield
    await app["client"].close()


async def relay(request):
    ws = web.WebSocketResponse(heartbeat=20)
    await ws.prepare(request)
    upstream = await request.app["client"].ws_connect("wss://up.example", heartbeat=20)
    try:
        async for message in ws:
            await upstream.send_str(message.data)
    finally:
        await upstream.close()
    return ws


async def copy(request):
    ws = web.WebSocketResponse(heartbeat=20)
    await ws.prepare(request)
    session = request.app["client"]
    async with session.ws_connect("wss://up.example", heartbeat=20) as upstream:
        async for message in upstream:
            await ws.send_str(message.data)
    return ws


def make_app():
    app = web.Application()
    app.cleanup_ctx.append(client)
    app.router.add_get("/relay", relay)
    app.router.add_get("/copy", copy)
    return app

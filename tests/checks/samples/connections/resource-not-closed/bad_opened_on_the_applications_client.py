# Leaks: the application carries a session, and a handler opens a connection on it that it never closes.
import aiohttp
from aiohttp import web


async def client(app):
    app["client"] = aiohttp.ClientSession()
    yield
    await app["client"].close()


async def relay(request):
    ws = web.WebSocketResponse(heartbeat=20)
    await ws.prepare(request)
    upstream = await request.app["client"].ws_connect("wss://up.example", heartbeat=20)  # expect: WSH401
    async for message in ws:
        await upstream.send_str(message.data)
    return ws


def make_app():
    app = web.Application()
    app.cleanup_ctx.append(client)
    app.router.add_get("/relay", relay)
    return app

# Keys of the application are names like others; what is taken out under one of them stays under the other.
from aiohttp import web

watching = web.AppKey("watching", set)
seats = web.AppKey("seats", dict)


async def table(request):
    ws = web.WebSocketResponse(heartbeat=30)
    await ws.prepare(request)
    request.app[watching].add(ws)
    request.app[seats][request.match_info["player"]] = ws  # expect: WSH302
    try:
        async for message in ws:
            await ws.send_str(message.data)
    finally:
        request.app[watching].discard(ws)
    return ws


def make_app():
    app = web.Application()
    app[watching] = set()
    app[seats] = {}
    app.router.add_get("/table/{player}", table)
    return app

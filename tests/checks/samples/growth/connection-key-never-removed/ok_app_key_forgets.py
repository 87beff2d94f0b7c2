# What a connection puts under each key is taken out when it ends, whoever has the application.
from aiohttp import web

watching = web.AppKey("watching", set)
seats = web.AppKey("seats", dict)


async def table(request):
    ws = web.WebSocketResponse(heartbeat=30)
    await ws.prepare(request)
    request.app[watching].add(ws)
    request.app[seats][request.match_info["player"]] = ws
    try:
        async for message in ws:
            await ws.send_str(message.data)
    finally:
        leave(request.app, ws, request.match_info["player"])
    return ws


def leave(app, ws, player):
    app[watching].discard(ws)
    app[seats].pop(player, None)


def make_app():
    app = web.Application()
    app[watching] = set()
    app[seats] = {}
    app.router.add_get("/table/{player}", table)
    return app

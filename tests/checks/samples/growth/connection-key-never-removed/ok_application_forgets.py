# What the application keeps leaves it with the connection, goes by itself, or is there once and for all.
import weakref

from aiohttp import web

SEATS = web.AppKey("seats", dict)


async def table(request):
    ws = web.WebSocketResponse(heartbeat=30)
    await ws.prepare(request)
    player = request.match_info["player"]
    request.app["watching"].add(ws)
    request.app["weakly"].add(ws)
    request.app[SEATS][player] = ws
    request.app["counts"]["tables"] = len(request.app["watching"])
    try:
        async for message in ws:
            await ws.send_str(message.data)
    finally:
        leave(request.app, player, ws)
    return ws


def leave(app, player, ws):
    app["watching"].discard(ws)
    app[SEATS].pop(player, None)


def make_app():
    app = web.Application()
    app["watching"] = set()
    app["weakly"] = weakref.WeakSet()
    app["counts"] = {}
    app[SEATS] = {}
    app.router.add_get("/table/{player}", table)
    return app

# The application outlives its connections, and so does what it is given to keep, by name or by key.
from aiohttp import web

SEATS = web.AppKey("seats", dict)


async def table(request):
    ws = web.WebSocketResponse(heartbeat=30)
    await ws.prepare(request)
    request.app["watching"].add(ws)  # expect: WSH302
    request.app[SEATS][request.match_info["player"]] = ws  # expect: WSH302
    async for message in ws:
        await ws.send_str(message.data)
    return ws


def make_app():
    app = web.Application()
    app["watching"] = set()
    app[SEATS] = {}
    app.router.add_get("/table/{player}", table)
    return app

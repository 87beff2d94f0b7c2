# Each client has a session, and nobody ends one.
from aiohttp import WSMsgType, web

sessions = {}


async def ws_handler(request):
    ws = web.WebSocketResponse(heartbeat=20)
    await ws.prepare(request)
    client_id = request.headers["X-Client-Id"]
    sessions[client_id] = ws  # expect: WSH302
    async for msg in ws:
        if msg.type == WSMsgType.TEXT:
            for other in list(sessions.values()):
                await other.send_str(msg.data)
    return ws


app = web.Application()
app.router.add_get("/ws", ws_handler)

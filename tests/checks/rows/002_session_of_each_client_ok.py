# The repair: each client has a session, and nobody ends one no longer.
from aiohttp import WSMsgType, web

sessions = {}


async def ws_handler(request):
    ws = web.WebSocketResponse(heartbeat=20)
    await ws.prepare(request)
    client_id = request.headers["X-Client-Id"]
    sessions[client_id] = ws
    try:
        async for msg in ws:
            if msg.type == WSMsgType.TEXT:
                for other in list(sessions.values()):
                    await other.send_str(msg.data)
    finally:
        sessions.pop(client_id, None)
    return ws


app = web.Application()
app.router.add_get("/ws", ws_handler)

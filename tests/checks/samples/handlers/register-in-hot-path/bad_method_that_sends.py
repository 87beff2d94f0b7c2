# What each connection subscribes is the way to send on it: the feed of the application keeps all there ever were.
from aiohttp import web


async def quotes(request):
    ws = web.WebSocketResponse(heartbeat=30)
    await ws.prepare(request)
    request.app["feed"].subscribe("quotes", ws.send_str)  # expect: WSH106 medium
    async for message in ws:
        await ws.send_str(message.data)
    return ws

# What each connection subscribes, the way to send on it, leaves the feed of the application with it.
from aiohttp import web


async def quotes(request):
    ws = web.WebSocketResponse(heartbeat=30)
    await ws.prepare(request)
    feed = request.app["feed"]
    feed.subscribe("quotes", ws.send_str)
    try:
        async for message in ws:
            await ws.send_str(message.data)
    finally:
        feed.unsubscribe("quotes", ws.send_str)
    return ws

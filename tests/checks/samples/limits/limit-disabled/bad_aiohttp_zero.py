# Zero means no limit here.
from aiohttp import web


async def feed(request):
    ws = web.WebSocketResponse(heartbeat=20, max_msg_size=0)  # expect: WSH503
    await ws.prepare(request)
    async for message in ws:
        print(message.data)
    return ws

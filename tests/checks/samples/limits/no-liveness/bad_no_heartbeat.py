# The server reads in a loop without heartbeat or timeout.
from aiohttp import web


async def feed(request):
    ws = web.WebSocketResponse()  # expect: WSH502 medium
    await ws.prepare(request)
    async for message in ws:
        print(message.data)
    return ws

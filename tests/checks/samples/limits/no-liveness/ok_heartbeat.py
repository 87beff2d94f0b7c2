# Fine: the library pings.
from aiohttp import ClientSession, web


async def feed(request):
    ws = web.WebSocketResponse(heartbeat=20)
    await ws.prepare(request)
    async for message in ws:
        print(message.data)
    return ws


async def follow(url):
    async with ClientSession() as session, session.ws_connect(url, heartbeat=20) as ws:
        async for message in ws:
            print(message.data)

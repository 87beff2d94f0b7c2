# The key is another one each time, so the set of whoever connects is the one that is emptied.
from aiohttp import web


async def table(request, key):
    ws = web.WebSocketResponse(heartbeat=30)
    await ws.prepare(request)
    request.app[key].add(ws)
    try:
        async for message in ws:
            await ws.send_str(message.data)
    finally:
        seats = key
        request.app[seats].discard(ws)
    return ws

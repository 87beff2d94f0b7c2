# A ping is passed on when one comes in: when the peer has gone, none does.
import aiohttp
from aiohttp import web

from bad_pings_relayed.relay import relay


async def handle(request):
    ws = web.WebSocketResponse()  # expect: WSH502 medium
    await ws.prepare(request)
    async with aiohttp.ClientSession() as session, session.ws_connect("/", heartbeat=20) as upstream:
        await relay(ws, upstream)
        async for message in ws:
            await upstream.send_str(message.data)

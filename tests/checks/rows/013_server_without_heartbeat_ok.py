# The repair: the server never asks whether somebody is there no longer.
from aiohttp import web


class Terminal:
    async def handle(self, request):
        ws = web.WebSocketResponse(heartbeat=30)
        await ws.prepare(request)
        async for msg in ws:
            await ws.send_str(msg.data)
        return ws

# The server never asks whether somebody is there.
from aiohttp import web


class Terminal:
    async def handle(self, request):
        ws = web.WebSocketResponse()  # expect: WSH502
        await ws.prepare(request)
        async for msg in ws:
            await ws.send_str(msg.data)
        return ws

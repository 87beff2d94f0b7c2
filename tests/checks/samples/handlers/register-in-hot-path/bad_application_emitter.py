# The emitter is reached through the request, but it belongs to the application.
from aiohttp import web


async def prices(request: web.Request) -> web.WebSocketResponse:
    websocket = web.WebSocketResponse(heartbeat=20)
    await websocket.prepare(request)

    def send(price):
        return websocket.send_str(price)

    request.app["emitter"].add_listener("price", send)  # expect: WSH106
    async for message in websocket:
        await websocket.send_str(message.data)
    return websocket

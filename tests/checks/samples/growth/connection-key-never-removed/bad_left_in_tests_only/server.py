# The handler joins.
from websockets.asyncio.server import serve

from .hub import Hub

hub = Hub()


async def handler(websocket):
    hub.join(websocket)
    async for text in websocket:
        await websocket.send(text)


async def main():
    async with serve(handler, "127.0.0.1", 8765) as server:
        await server.serve_forever()

# Each room is made anew without those who have left.
from collections import defaultdict

from websockets.asyncio.server import serve

ROOMS = defaultdict(list)


async def handler(websocket):
    name = websocket.request.path
    ROOMS[name].append(websocket)
    try:
        async for text in websocket:
            await websocket.send(text)
    finally:
        ROOMS[name] = [each for each in ROOMS[name] if each is not websocket]
        if not ROOMS[name]:
            del ROOMS[name]


async def main():
    async with serve(handler, "127.0.0.1", 8765) as server:
        await server.serve_forever()

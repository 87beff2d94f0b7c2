# As by its own name: what has a name of its own here stays in the dict, with all who are in it.
from websockets.asyncio.server import broadcast, serve

ROOMS = {}


async def handler(websocket):
    name = websocket.request.path
    members = ROOMS.setdefault(name, set())
    members.add(websocket)  # expect: WSH302
    try:
        async for text in websocket:
            broadcast(members, text)
    finally:
        if len(members) == 0:
            ROOMS.pop(name, None)


async def main():
    async with serve(handler, "127.0.0.1", 8765) as server:
        await server.serve_forever()

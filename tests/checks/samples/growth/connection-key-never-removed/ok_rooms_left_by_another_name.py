# Whoever leaves is taken out of the set under the name that it has there, or in a function that is given it.
from websockets.asyncio.server import broadcast, serve

ROOMS = {}
TABLES = {}


async def handler(websocket):
    name = websocket.request.path
    members = ROOMS.setdefault(name, set())
    guests = TABLES.setdefault(name, [])
    members.add(websocket)
    guests.append(websocket)
    try:
        async for text in websocket:
            broadcast(members, text)
    finally:
        members.discard(websocket)
        if not members:
            ROOMS.pop(name, None)
        forget(guests, websocket)
        if not guests:
            TABLES.pop(name, None)


def forget(those, one):
    those[:] = [each for each in those if each is not one]


async def main():
    async with serve(handler, "127.0.0.1", 8765) as server:
        await server.serve_forever()

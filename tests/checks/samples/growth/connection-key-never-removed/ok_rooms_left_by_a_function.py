# A function that is given the room takes the connection out of it; names of rooms are a few.
from websockets.asyncio.server import broadcast, serve

ROOMS = {"lobby": set(), "bar": set()}


async def handler(ws):
    room = "bar" if ws.request.path == "/bar" else "lobby"
    ROOMS[room].add(ws)
    try:
        async for text in ws:
            broadcast(ROOMS[room], text)
    finally:
        leave(ROOMS[room], ws)


def leave(members, ws):
    members.discard(ws)


async def main():
    async with serve(handler, "127.0.0.1", 8765) as server:
        await server.serve_forever()

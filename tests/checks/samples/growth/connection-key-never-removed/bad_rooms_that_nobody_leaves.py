# Each connection becomes a member of a room, and stays one.
import json
from collections import defaultdict

from websockets.asyncio.server import broadcast, serve

ROOMS = defaultdict(set)


async def handler(ws):
    async for text in ws:
        message = json.loads(text)
        if message["type"] == "join":
            ROOMS[message["room"]].add(ws)  # expect: WSH302
        else:
            broadcast(ROOMS.get(message["room"], ()), text)


async def main():
    async with serve(handler, "127.0.0.1", 8765) as server:
        await server.serve_forever()

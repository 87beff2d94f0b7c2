# Who has joined a room stays in it when the connection ends.
import json
from collections import defaultdict

import websockets

rooms = defaultdict(set)
socket_rooms = {}


async def handler(ws):
    socket_rooms[ws.id] = set()
    try:
        async for raw in ws:
            msg = json.loads(raw)
            if msg["type"] == "join":
                rooms[msg["room"]].add(ws)  # expect: WSH302
                socket_rooms[ws.id].add(msg["room"])
            elif msg["type"] == "say":
                websockets.broadcast(rooms[msg["room"]], raw)
    finally:
        socket_rooms.pop(ws.id, None)


async def main():
    async with websockets.serve(handler, "127.0.0.1", 8765) as server:
        await server.serve_forever()

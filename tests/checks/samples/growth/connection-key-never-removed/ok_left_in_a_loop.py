# Whoever goes is taken out of all rooms.
from websockets.asyncio.server import serve

ROOMS = {"lobby": set(), "bar": set()}


async def handler(ws):
    ROOMS["lobby"].add(ws)
    try:
        async for text in ws:
            ROOMS["bar"].add(ws)
    finally:
        for members in ROOMS.values():
            members.discard(ws)


async def main():
    async with serve(handler, "127.0.0.1", 8765) as server:
        await server.serve_forever()

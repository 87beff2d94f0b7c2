# Each connection registers a handler on the program's bus.
import asyncio
import json

import websockets
from pyee.asyncio import AsyncIOEventEmitter

bus = AsyncIOEventEmitter()


async def price_stream(websocket):
    async def forward(tick):
        await websocket.send(json.dumps(tick))

    bus.on("tick", forward)  # expect: WSH106
    async for raw in websocket:
        msg = json.loads(raw)
        if msg["type"] == "ping":
            await websocket.send("pong")


async def main():
    async with websockets.serve(price_stream, "127.0.0.1", 8765) as server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())

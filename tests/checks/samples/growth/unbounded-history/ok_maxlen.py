# Fine: the deque drops the oldest message.
from collections import deque

import websockets

HISTORY = deque(maxlen=100)


async def handler(websocket):
    async for message in websocket:
        HISTORY.append(message)
        await websocket.send(str(len(message)))


async def main():
    async with websockets.serve(handler, "localhost", 8765) as server:
        await server.serve_forever()

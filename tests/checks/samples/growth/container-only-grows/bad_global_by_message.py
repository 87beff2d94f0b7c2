# Leaks: the module's dict has an entry for every message id.
import websockets

SEEN = {}


async def handler(websocket):
    async for message in websocket:
        SEEN[message] = True  # expect: WSH311


async def main():
    async with websockets.serve(handler, "localhost", 8765) as server:
        await server.serve_forever()

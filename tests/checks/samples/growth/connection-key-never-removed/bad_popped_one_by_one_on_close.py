# Everything is taken out in a loop, though only when the gateway is closed.
from websockets.asyncio.server import serve


class Gateway:
    def __init__(self):
        self.sessions = {}

    async def handler(self, websocket):
        self.sessions[websocket.id] = websocket  # expect: WSH302
        async for text in websocket:
            await websocket.send(text)

    async def run(self):
        async with serve(self.handler, "127.0.0.1", 8765) as server:
            await server.serve_forever()

    async def close(self):
        while self.sessions:
            _, websocket = self.sessions.popitem()
            await websocket.close()

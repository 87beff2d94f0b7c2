# Beyond a thousand the oldest goes: that is no loop over all of them.
from websockets.asyncio.server import serve


class Gateway:
    def __init__(self):
        self.sessions = {}

    async def handler(self, websocket):
        self.sessions[websocket.id] = websocket
        async for text in websocket:
            await websocket.send(text)
            await self.close()

    async def run(self):
        async with serve(self.handler, "127.0.0.1", 8765) as server:
            await server.serve_forever()

    async def close(self):
        while len(self.sessions) > 1000:
            _, websocket = self.sessions.popitem()
            await websocket.close()

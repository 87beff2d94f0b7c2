# The handler does not call `quit` itself, it leaves that to an exit stack.
from contextlib import ExitStack

from websockets.asyncio.server import serve


class Room:
    def __init__(self):
        self.guests = set()

    def enter(self, websocket):
        self.guests.add(websocket)

    def quit(self, websocket):
        self.guests.discard(websocket)


room = Room()


async def handler(websocket):
    room.enter(websocket)
    with ExitStack() as stack:
        stack.callback(room.quit, websocket)
        async for text in websocket:
            await websocket.send(text)


async def main():
    async with serve(handler, "127.0.0.1", 8765) as server:
        await server.serve_forever()

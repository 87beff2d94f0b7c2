# A room goes when nobody is in it, and nobody is ever taken out of one.
from collections import defaultdict

from fastapi import FastAPI, WebSocket

app = FastAPI()


class Rooms:
    def __init__(self):
        self.rooms: dict[str, set[WebSocket]] = defaultdict(set)

    async def enter(self, websocket: WebSocket, room: str):
        await websocket.accept()
        self.rooms[room].add(websocket)  # expect: WSH302

    def leave(self, websocket: WebSocket, room: str):
        if not self.rooms[room]:
            del self.rooms[room]

    async def tell(self, room: str, text: str):
        for each in list(self.rooms.get(room, ())):
            await each.send_text(text)


rooms = Rooms()


@app.websocket("/rooms/{room}")
async def endpoint(websocket: WebSocket, room: str):
    await rooms.enter(websocket, room)
    try:
        async for text in websocket.iter_text():
            await rooms.tell(room, text)
    finally:
        rooms.leave(websocket, room)

# Rooms of connections by name: a text that is no JSON ends the handler, and the name stays in its room.
import json

from fastapi import FastAPI, WebSocket, WebSocketDisconnect

app = FastAPI()


class Rooms:
    def __init__(self):
        self._rooms = {}

    async def join(self, websocket, room, name):
        await websocket.accept()
        if room not in self._rooms:
            self._rooms[room] = {}
        self._rooms[room][name] = websocket

    def leave(self, room, name):
        if room in self._rooms:
            del self._rooms[room][name]
            if not self._rooms[room]:
                del self._rooms[room]

    async def tell(self, room, text):
        for websocket in list(self._rooms[room].values()):
            await websocket.send_text(text)


ROOMS = Rooms()


@app.websocket("/{room}/{name}")
async def chat(websocket: WebSocket, room: str, name: str):
    await ROOMS.join(websocket, room, name)  # expect: WSH303
    try:
        while True:
            message = json.loads(await websocket.receive_text())
            await ROOMS.tell(room, message["text"])
    except WebSocketDisconnect:
        ROOMS.leave(room, name)

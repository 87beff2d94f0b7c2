# Fine: however the connection ends, its name leaves the room.
import json

from fastapi import FastAPI, WebSocket, WebSocketDisconnect

app = FastAPI()


class Rooms:
    def __init__(self):
        self._rooms = {}

    async def join(self, websocket, room, name):
        await websocket.accept()
        self._rooms.setdefault(room, {})[name] = websocket

    def leave(self, room, name):
        self._rooms[room].pop(name, None)
        if not self._rooms[room]:
            del self._rooms[room]


ROOMS = Rooms()


@app.websocket("/{room}/{name}")
async def chat(websocket: WebSocket, room: str, name: str):
    await ROOMS.join(websocket, room, name)
    try:
        while True:
            print(json.loads(await websocket.receive_text()))
    except WebSocketDisconnect:
        print("gone")
    finally:
        ROOMS.leave(room, name)

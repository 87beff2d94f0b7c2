# Each room stays when the last name has left it.
from fastapi import FastAPI, WebSocket

app = FastAPI()
ROOMS = {}


@app.websocket("/{room}/{name}")
async def chat(websocket: WebSocket, room: str, name: str):
    await websocket.accept()
    if room not in ROOMS:
        ROOMS[room] = {}  # expect: WSH309 medium
    ROOMS[room][name] = websocket
    try:
        async for text in websocket.iter_text():
            await websocket.send_text(text)
    finally:
        del ROOMS[room][name]

# Leaks: every client that ever connected stays in the module's dict.
from fastapi import FastAPI, WebSocket

app = FastAPI()
CLIENTS = {}


@app.websocket("/feed/{client_id}")
async def feed(websocket: WebSocket, client_id: str):
    await websocket.accept()
    CLIENTS[client_id] = websocket  # expect: WSH302
    async for text in websocket.iter_text():
        for other in CLIENTS.values():
            await other.send_text(text)

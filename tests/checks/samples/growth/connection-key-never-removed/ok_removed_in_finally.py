# Fine: the entry goes when the connection goes.
from fastapi import FastAPI, WebSocket

app = FastAPI()
CLIENTS = {}


@app.websocket("/feed/{client_id}")
async def feed(websocket: WebSocket, client_id: str):
    await websocket.accept()
    CLIENTS[client_id] = websocket
    try:
        async for text in websocket.iter_text():
            await websocket.send_text(text)
    finally:
        CLIENTS.pop(client_id, None)

from fastapi import FastAPI, WebSocket, WebSocketDisconnect

from .manager import manager

app = FastAPI()


@app.websocket("/feed")
async def feed(websocket: WebSocket):
    await manager.connect(websocket)
    while True:
        print(await websocket.receive_text())

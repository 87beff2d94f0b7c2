from fastapi import FastAPI, WebSocket, WebSocketDisconnect

from .manager import manager

app = FastAPI()


@app.websocket("/feed")
async def feed(websocket: WebSocket):
    await manager.connect(websocket)
    on_close(websocket, manager.disconnect)
    try:
        while True:
            print(await websocket.receive_text())
    except WebSocketDisconnect:
        pass


def on_close(websocket, callback):
    websocket.state.on_close = callback

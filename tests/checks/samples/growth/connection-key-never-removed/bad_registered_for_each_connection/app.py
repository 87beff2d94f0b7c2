from fastapi import FastAPI, WebSocket

from .state import register

app = FastAPI()


@app.websocket("/feed/{name}")
async def feed(websocket: WebSocket, name: str):
    await websocket.accept()
    register(name, websocket)
    while True:
        print(await websocket.receive_text())

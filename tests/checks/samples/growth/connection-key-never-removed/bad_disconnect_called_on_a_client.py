# `disconnect` is called, though on a client of a library: nobody calls that of the manager.
import socketio
from fastapi import FastAPI, WebSocket

app = FastAPI()


class Manager:
    def __init__(self):
        self.active: dict[str, WebSocket] = {}

    async def connect(self, name: str, websocket: WebSocket):
        await websocket.accept()
        self.active[name] = websocket  # expect: WSH302

    def disconnect(self, name: str, websocket: WebSocket):
        if self.active.get(name) is websocket:
            del self.active[name]

    async def tell(self, name: str, text: str):
        await self.active[name].send_text(text)


manager = Manager()


@app.websocket("/ws/{name}")
async def endpoint(websocket: WebSocket, name: str):
    await manager.connect(name, websocket)
    while True:
        await manager.tell(name, await websocket.receive_text())


async def upstream():
    client = socketio.AsyncClient()
    try:
        await client.connect("http://127.0.0.1:9000")
    finally:
        await client.disconnect()

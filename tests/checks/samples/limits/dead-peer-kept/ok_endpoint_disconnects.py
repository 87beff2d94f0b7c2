# Fine: the endpoint takes the connection out however the connection ends.
from fastapi import FastAPI, WebSocket

app = FastAPI()


class Manager:
    def __init__(self):
        self.active = []

    async def connect(self, websocket: WebSocket):
        await websocket.accept()
        self.active.append(websocket)

    def disconnect(self, websocket: WebSocket):
        self.active.remove(websocket)

    async def broadcast(self, text):
        for connection in list(self.active):
            try:
                await connection.send_text(text)
            except RuntimeError:
                pass


manager = Manager()


@app.websocket("/ws")
async def endpoint(websocket: WebSocket):
    await manager.connect(websocket)
    try:
        while True:
            await manager.broadcast(await websocket.receive_text())
    finally:
        manager.disconnect(websocket)

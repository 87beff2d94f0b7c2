# Leaks: JSON that does not parse ends the loop too, and leaves the connection in the list.
from fastapi import FastAPI, WebSocket, WebSocketDisconnect


class Manager:
    def __init__(self):
        self.active = []

    async def connect(self, websocket: WebSocket):
        await websocket.accept()
        self.active.append(websocket)

    def disconnect(self, websocket: WebSocket):
        self.active.remove(websocket)


app = FastAPI()
manager = Manager()


@app.websocket("/ws")
async def endpoint(websocket: WebSocket):
    await manager.connect(websocket)  # expect: WSH303
    try:
        while True:
            message = await websocket.receive_json()
            await websocket.send_json({"got": message["id"]})
    except WebSocketDisconnect:
        manager.disconnect(websocket)

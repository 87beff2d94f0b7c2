# The endpoint itself adds to what the hub keeps, and takes out nothing.
from fastapi import FastAPI, WebSocket

app = FastAPI()


class Hub:
    def __init__(self):
        self.guests = {}


hub = Hub()


@app.websocket("/party/{name}")
async def party(websocket: WebSocket, name: str):
    await websocket.accept()
    hub.guests[name] = websocket  # expect: WSH302
    while True:
        await websocket.receive_text()

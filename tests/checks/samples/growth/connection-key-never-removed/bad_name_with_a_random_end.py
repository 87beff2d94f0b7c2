# Each call gets a name of its own, and nobody takes the names out again.
import uuid

from fastapi import FastAPI, WebSocket

app = FastAPI()
CALLS = {}


@app.websocket("/call")
async def call(websocket: WebSocket):
    await websocket.accept()
    name = f"call-{uuid.uuid4().hex[:8]}"
    CALLS[name] = "open"  # expect: WSH302
    await websocket.send_text(name)

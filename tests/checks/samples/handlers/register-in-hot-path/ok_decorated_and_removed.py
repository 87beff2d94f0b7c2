# The function is taken off when the visitor leaves.
from fastapi import FastAPI, WebSocket
from pyee.asyncio import AsyncIOEventEmitter

app = FastAPI()
emitter = AsyncIOEventEmitter()


@app.websocket("/feed")
async def feed(websocket: WebSocket):
    await websocket.accept()
    seen = []

    @emitter.on("reading")
    def collect(value):
        seen.append(value)

    try:
        async for text in websocket.iter_text():
            await websocket.send_json({text: seen})
    finally:
        emitter.remove_listener("reading", collect)

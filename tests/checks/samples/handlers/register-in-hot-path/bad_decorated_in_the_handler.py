# Each visitor leaves one more function on the emitter, with the list of what it has seen.
from fastapi import FastAPI, WebSocket
from pyee.asyncio import AsyncIOEventEmitter

app = FastAPI()
emitter = AsyncIOEventEmitter()


@app.websocket("/feed")
async def feed(websocket: WebSocket):
    await websocket.accept()
    seen = []

    @emitter.on("reading")  # expect: WSH106
    def collect(value):
        seen.append(value)

    async for text in websocket.iter_text():
        await websocket.send_json({text: seen})

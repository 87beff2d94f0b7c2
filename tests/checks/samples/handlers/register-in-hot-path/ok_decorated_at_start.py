# The function that makes the application runs once.
from fastapi import FastAPI, WebSocket
from pyee.asyncio import AsyncIOEventEmitter

emitter = AsyncIOEventEmitter()


def create_app():
    app = FastAPI()
    last = {}

    @emitter.on("reading")
    def remember(value):
        last["reading"] = value

    @app.websocket("/feed")
    async def feed(websocket: WebSocket):
        await websocket.accept()
        async for text in websocket.iter_text():
            await websocket.send_json({text: last["reading"]})

    return app

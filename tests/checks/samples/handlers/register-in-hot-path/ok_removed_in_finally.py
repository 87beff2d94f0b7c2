# The closure goes when the connection does.
from fastapi import FastAPI, WebSocket
from pyee.asyncio import AsyncIOEventEmitter

app = FastAPI()
bus = AsyncIOEventEmitter()


@app.websocket("/prices")
async def prices(websocket: WebSocket) -> None:
    await websocket.accept()

    async def send(price) -> None:
        await websocket.send_json(price)

    bus.on("price", send)
    try:
        async for message in websocket.iter_text():
            await websocket.send_text(message)
    finally:
        bus.remove_listener("price", send)

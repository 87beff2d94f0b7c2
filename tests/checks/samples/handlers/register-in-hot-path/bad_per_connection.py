# Each connection adds its own closure to the one bus, and its end takes none away.
from fastapi import FastAPI, WebSocket
from pyee.asyncio import AsyncIOEventEmitter

app = FastAPI()
bus = AsyncIOEventEmitter()


@app.websocket("/prices")
async def prices(websocket: WebSocket) -> None:
    await websocket.accept()

    async def send(price) -> None:
        await websocket.send_json(price)

    bus.on("price", send)  # expect: WSH106
    async for message in websocket.iter_text():
        await websocket.send_text(message)

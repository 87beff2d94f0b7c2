# As if it were started in `src`.
from elsewhere.src.manager import ConnectionManager
from fastapi import FastAPI, WebSocket

app = FastAPI()
manager = ConnectionManager()


@app.websocket("/ws")
async def endpoint(websocket: WebSocket):
    await manager.connect(websocket)
    try:
        async for text in websocket.iter_text():
            await websocket.send_text(text)
    finally:
        manager.disconnect(websocket)

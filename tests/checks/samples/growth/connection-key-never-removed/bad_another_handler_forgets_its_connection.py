# Leaks: each handler enters the connection that it was called for, and only one of them takes it out.
from fastapi import FastAPI, WebSocket

app = FastAPI()
connected = set()


@app.websocket("/prices")
async def prices(websocket: WebSocket):
    await websocket.accept()
    connected.add(websocket)
    try:
        while True:
            print(await websocket.receive_text())
    finally:
        connected.discard(websocket)


@app.websocket("/news")
async def news(websocket: WebSocket):
    await websocket.accept()
    connected.add(websocket)  # expect: WSH302
    while True:
        print(await websocket.receive_text())

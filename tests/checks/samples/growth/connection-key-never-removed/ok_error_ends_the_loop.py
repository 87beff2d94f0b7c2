# The loop over messages ends by an error alone, and the handler removes the entry then.
from fastapi import FastAPI, WebSocket

app = FastAPI()
live = {}


@app.websocket("/ws/{name}")
async def talk(websocket: WebSocket, name: str):
    await websocket.accept()
    live[name] = websocket
    try:
        while True:
            await websocket.receive_text()
    except BaseException:
        del live[name]
        raise

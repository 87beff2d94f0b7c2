# Fine: a message about a name may be about any connection's: the other handler's removal is one for all.
from fastapi import FastAPI, WebSocket

app = FastAPI()
names = set()


@app.websocket("/rename")
async def rename(websocket: WebSocket):
    await websocket.accept()
    while True:
        name = await websocket.receive_text()
        names.add(name)
        try:
            await websocket.send_text(name)
        finally:
            names.discard(name)


@app.websocket("/news/{name}")
async def news(websocket: WebSocket, name: str):
    await websocket.accept()
    names.add(name)
    while True:
        print(await websocket.receive_text())

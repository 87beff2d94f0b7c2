# Fine: what is registered are the kinds of handlers that there are, once when the module is read.
from fastapi import FastAPI, WebSocket

app = FastAPI()
handlers = {}


def register(name, handler):
    handlers[name] = handler


register("echo", print)


@app.websocket("/feed")
async def feed(websocket: WebSocket):
    await websocket.accept()
    while True:
        handlers[await websocket.receive_text()](websocket)

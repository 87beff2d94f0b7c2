# The disposer of the connection is called when it ends.
from fastapi import FastAPI, WebSocket


class Bus:
    def __init__(self) -> None:
        self._handlers = []

    def listen(self, handler):
        self._handlers.append(handler)
        return lambda: self._handlers.remove(handler)


app = FastAPI()
bus = Bus()


@app.websocket("/prices")
async def prices(websocket: WebSocket) -> None:
    await websocket.accept()

    async def send(price) -> None:
        await websocket.send_json(price)

    unlisten = bus.listen(send)
    try:
        async for message in websocket.iter_text():
            await websocket.send_text(message)
    finally:
        unlisten()

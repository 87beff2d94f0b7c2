# Each follower of the log stays one.
import logging

from fastapi import FastAPI, WebSocket

app = FastAPI()


class Tail(logging.Handler):
    def __init__(self, ws):
        super().__init__()
        self.ws = ws
        self.lines = []

    def emit(self, record):
        self.lines.append(self.format(record))


@app.websocket("/logs")
async def logs(ws: WebSocket):
    await ws.accept()
    logging.getLogger().addHandler(Tail(ws))  # expect: WSH110
    async for _ in ws.iter_text():
        pass

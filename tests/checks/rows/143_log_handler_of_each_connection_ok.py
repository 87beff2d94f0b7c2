# The repair: each follower of the log stays one no longer.
import logging

from fastapi import FastAPI, WebSocket

app = FastAPI()


class Tail(logging.Handler):
    def __init__(self, ws):
        super().__init__()
        self.ws = ws

    def emit(self, record):
        self.ws.line = self.format(record)


@app.websocket("/logs")
async def logs(ws: WebSocket):
    await ws.accept()
    tail = Tail(ws)
    logging.getLogger().addHandler(tail)
    try:
        async for _ in ws.iter_text():
            pass
    finally:
        logging.getLogger().removeHandler(tail)

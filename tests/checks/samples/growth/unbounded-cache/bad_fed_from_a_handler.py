# Whatever a client sends is remembered for as long as the program runs.
from functools import lru_cache

from fastapi import FastAPI, WebSocket

app = FastAPI()


@lru_cache(maxsize=None)
def parse(text):  # expect: WSH307 medium
    return text.split()


@app.websocket("/search")
async def search(websocket: WebSocket):
    await websocket.accept()
    async for text in websocket.iter_text():
        await websocket.send_json(parse(text))

# The handler asks for texts by names that are written out.
from functools import cache

from fastapi import FastAPI, WebSocket

app = FastAPI()


@cache
def template(name):
    with open(name) as file:
        return file.read()


@app.websocket("/search")
async def search(websocket: WebSocket):
    await websocket.accept()
    async for text in websocket.iter_text():
        await websocket.send_text(template("answer.html") + text)

# Everybody who joins is kept in the state of the application, and nobody who leaves is taken out.
from contextlib import asynccontextmanager

from fastapi import FastAPI, WebSocket


@asynccontextmanager
async def lifespan(app):
    app.state.guests = {}
    yield


app = FastAPI(lifespan=lifespan)


@app.websocket("/party/{name}")
async def party(websocket: WebSocket, name: str):
    await websocket.accept()
    websocket.app.state.guests[name] = websocket  # expect: WSH302
    while True:
        await websocket.receive_text()

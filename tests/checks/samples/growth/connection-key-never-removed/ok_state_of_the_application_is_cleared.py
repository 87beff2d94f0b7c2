# Everybody who joins is kept in the state of the application, until they leave.
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
    guests = websocket.app.state.guests
    guests[name] = websocket
    try:
        while True:
            await websocket.receive_text()
    finally:
        guests.pop(name, None)

# What is added to is a list of the ticket, of a class that nobody here knows: it only has the same name.
from fastapi import FastAPI, WebSocket

from desk import new_ticket

app = FastAPI()


class Archive:
    def __init__(self):
        self.guests = []


archive = Archive()


@app.websocket("/party/{name}")
async def party(websocket: WebSocket, name: str):
    await websocket.accept()
    ticket = new_ticket(name)
    ticket.guests.append(websocket)
    while True:
        await websocket.receive_text()

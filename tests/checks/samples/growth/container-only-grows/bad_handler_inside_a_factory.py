# The desk is a local of the function that makes the application, and serves every request.
from uuid import uuid4

from fastapi import FastAPI


class Desk:
    def __init__(self):
        self._tickets = {}

    def open(self, text):
        number = uuid4()
        self._tickets[number] = text  # expect: WSH311 medium
        return number

    def read(self, number):
        return self._tickets.get(number)


def create_app():
    app = FastAPI()
    desk = Desk()

    @app.websocket("/desk")
    async def talk(websocket):
        await websocket.accept()
        async for text in websocket.iter_text():
            await websocket.send_text(str(desk.open(text)))

    return app

# The hub has the same dictionary under a name of its own, and takes the entries out.
from fastapi import FastAPI, WebSocket


class Hub:
    def __init__(self, clients):
        self.clients = clients

    def leave(self, name):
        del self.clients[name]


def create_app():
    app = FastAPI()
    clients = {}
    hub = Hub(clients)

    @app.websocket("/ws/{name}")
    async def talk(websocket: WebSocket, name: str):
        await websocket.accept()
        clients[name] = websocket
        try:
            async for text in websocket.iter_text():
                print(text)
        finally:
            hub.leave(name)

    return app

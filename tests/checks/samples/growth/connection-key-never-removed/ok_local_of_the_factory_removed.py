# The handler takes out what it has put into the dictionary of the function around it.
from fastapi import FastAPI, WebSocket


def create_app():
    app = FastAPI()
    clients = {}

    @app.websocket("/ws/{name}")
    async def talk(websocket: WebSocket, name: str):
        await websocket.accept()
        clients[name] = websocket
        try:
            async for text in websocket.iter_text():
                for other in list(clients.values()):
                    await other.send_text(text)
        finally:
            clients.pop(name, None)

    return app

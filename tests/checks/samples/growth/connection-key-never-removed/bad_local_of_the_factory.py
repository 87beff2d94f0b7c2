# The dictionary belongs to the application that the function makes, and keeps every client that ever came.
from fastapi import FastAPI, WebSocket


def create_app():
    app = FastAPI()
    clients = {}

    @app.websocket("/ws/{name}")
    async def talk(websocket: WebSocket, name: str):
        await websocket.accept()
        clients[name] = websocket  # expect: WSH302
        async for text in websocket.iter_text():
            for other in list(clients.values()):
                await other.send_text(text)

    return app

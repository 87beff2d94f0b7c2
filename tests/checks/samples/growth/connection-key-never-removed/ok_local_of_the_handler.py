# The handler has a dictionary of its own, which goes with the connection.
from fastapi import FastAPI, WebSocket


def create_app():
    app = FastAPI()
    seen = {}
    print(len(seen))

    @app.websocket("/ws/{name}")
    async def talk(websocket: WebSocket, name: str):
        await websocket.accept()
        seen = {}
        async for text in websocket.iter_text():
            seen[text] = websocket

    return app

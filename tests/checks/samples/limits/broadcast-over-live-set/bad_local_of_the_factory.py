# The set of the function around the handler changes whenever somebody comes or goes.
from fastapi import FastAPI, WebSocket


def create_app():
    app = FastAPI()
    clients = set()

    @app.websocket("/ws")
    async def talk(websocket: WebSocket):
        await websocket.accept()
        clients.add(websocket)
        try:
            async for text in websocket.iter_text():
                for other in clients:  # expect: WSH507
                    await other.send_text(text)
        finally:
            clients.discard(websocket)

    return app

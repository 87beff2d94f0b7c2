# Nobody else can change what only this handler has.
from fastapi import FastAPI, WebSocket


def create_app(backends):
    app = FastAPI()

    @app.websocket("/ws")
    async def talk(websocket: WebSocket):
        await websocket.accept()
        chosen = set()
        async for text in websocket.iter_text():
            chosen.add(backends[text])
            for each in chosen:
                await each.send_text(text)
            chosen.discard(backends[text])

    return app

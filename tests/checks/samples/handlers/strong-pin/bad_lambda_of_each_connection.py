# Each connection leaves a function behind that holds it.
import atexit

from fastapi import FastAPI, WebSocket

app = FastAPI()


@app.websocket("/ws")
async def endpoint(websocket: WebSocket):
    await websocket.accept()
    atexit.register(lambda: print("was open", websocket))  # expect: WSH108
    async for text in websocket.iter_text():
        print(text)

# All messages are recent.
from collections import deque

from fastapi import FastAPI, WebSocket, WebSocketDisconnect

app = FastAPI()
recent = deque()


@app.websocket("/ws")
async def chat(ws: WebSocket):
    await ws.accept()
    for old in recent:
        await ws.send_text(old)
    try:
        while True:
            text = await ws.receive_text()
            recent.append(text)  # expect: WSH306
    except WebSocketDisconnect:
        pass

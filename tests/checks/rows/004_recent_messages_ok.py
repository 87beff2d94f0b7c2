# The repair: all messages are recent no longer.
from collections import deque

from fastapi import FastAPI, WebSocket, WebSocketDisconnect

app = FastAPI()
recent = deque(maxlen=50)


@app.websocket("/ws")
async def chat(ws: WebSocket):
    await ws.accept()
    for old in list(recent):
        await ws.send_text(old)
    try:
        while True:
            text = await ws.receive_text()
            recent.append(text)
    except WebSocketDisconnect:
        pass

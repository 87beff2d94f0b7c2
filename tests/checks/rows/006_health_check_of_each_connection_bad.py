# The health check of a connection goes on when that has ended.
import asyncio

from fastapi import FastAPI, WebSocket, WebSocketDisconnect

app = FastAPI()


async def health_check(ws):
    while True:
        await asyncio.sleep(15)
        await ws.send_json({"type": "health"})


@app.websocket("/live")
async def live(ws: WebSocket):
    await ws.accept()
    asyncio.create_task(health_check(ws))  # expect: WSH201
    try:
        while True:
            await ws.receive_text()
    except WebSocketDisconnect:
        return

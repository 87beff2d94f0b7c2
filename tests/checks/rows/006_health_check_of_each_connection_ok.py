# The repair: the health check of a connection goes on when that has ended no longer.
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
    checker = asyncio.create_task(health_check(ws))
    try:
        while True:
            await ws.receive_text()
    except WebSocketDisconnect:
        return
    finally:
        checker.cancel()

# Fine: what is sent to a peer that is gone raises again, inside the handler, and ends the loop.
from fastapi import WebSocket


async def endpoint(websocket: WebSocket):
    await websocket.accept()
    while True:
        try:
            print(await websocket.receive_json())
        except Exception as error:
            await websocket.send_json({"error": str(error)})

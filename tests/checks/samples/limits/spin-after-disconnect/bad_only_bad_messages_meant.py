# Meant for messages that cannot be read, and caught are disconnects as well.
from fastapi import FastAPI, WebSocket

app = FastAPI()


@app.websocket("/orders")
async def orders(websocket: WebSocket):
    await websocket.accept()
    count = 0
    while True:
        try:
            order = await websocket.receive_json()  # expect: WSH505
            if order["amount"] == 0:
                break
        except ValueError:
            await websocket.send_text("this is no order")
        except Exception as error:
            print("ignored", error)
            count += 1

# Fine: the handler calls both.
from fastapi import FastAPI, WebSocket


class Prices:
    def __init__(self):
        self.watched = {}

    def watch(self, symbol):
        self.watched[symbol] = True

    def unwatch(self, symbol):
        self.watched.pop(symbol, None)


app = FastAPI()
prices = Prices()


@app.websocket("/prices/{symbol}")
async def feed(websocket: WebSocket, symbol: str):
    await websocket.accept()
    prices.watch(symbol)
    try:
        while True:
            print(await websocket.receive_text())
    finally:
        prices.unwatch(symbol)

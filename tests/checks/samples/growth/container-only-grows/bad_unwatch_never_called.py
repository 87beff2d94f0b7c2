# Leaks: the handler watches what its client asks for, and nobody calls the method that would forget it.
from fastapi import FastAPI, WebSocket


class Prices:
    def __init__(self):
        self.watched = {}

    def watch(self, symbol):
        self.watched[symbol] = True  # expect: WSH311 medium

    def unwatch(self, symbol):
        self.watched.pop(symbol, None)


app = FastAPI()
prices = Prices()


@app.websocket("/prices/{symbol}")
async def feed(websocket: WebSocket, symbol: str):
    await websocket.accept()
    prices.watch(symbol)
    while True:
        print(await websocket.receive_text())

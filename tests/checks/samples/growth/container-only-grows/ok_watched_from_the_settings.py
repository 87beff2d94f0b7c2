# Fine: what the handler watches is written out, however nobody calls the method that would forget it.
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


@app.websocket("/prices")
async def feed(websocket: WebSocket):
    await websocket.accept()
    prices.watch("EUR")
    while True:
        print(await websocket.receive_text())

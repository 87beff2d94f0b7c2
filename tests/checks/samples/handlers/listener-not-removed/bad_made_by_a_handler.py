# Each connection makes a feed, and the signal of the program keeps all of them.
from blinker import Signal
from fastapi import FastAPI, WebSocket

app = FastAPI()
order_changed = Signal()


class OrderFeed:
    def __init__(self, ws: WebSocket):
        self.ws = ws
        self.pending = 0
        order_changed.connect(self.on_change, weak=False)  # expect: WSH101

    def on_change(self, sender, **extra):
        self.pending += 1

    async def run(self):
        async for _ in self.ws.iter_text():
            await self.ws.send_json({"pending": self.pending})


@app.websocket("/orders")
async def orders(ws: WebSocket):
    await ws.accept()
    await OrderFeed(ws).run()

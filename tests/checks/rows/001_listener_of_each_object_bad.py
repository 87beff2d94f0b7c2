# Each connection makes an object that listens to the program's signal.
from fastapi import FastAPI, WebSocket
from blinker import Signal

app = FastAPI()
order_changed = Signal()


class OrderFeed:
    def __init__(self, ws: WebSocket, user_id: str):
        self.ws = ws
        self.user_id = user_id
        self.pending = []
        order_changed.connect(self.on_change, weak=False)  # expect: WSH101

    def on_change(self, sender, **kw):
        self.pending.append(kw)

    async def run(self):
        async for text in self.ws.iter_text():
            for item in self.pending:
                await self.ws.send_json(item)
            self.pending.clear()


@app.websocket("/orders/{user_id}")
async def orders(ws: WebSocket, user_id: str):
    await ws.accept()
    feed = OrderFeed(ws, user_id)
    await feed.run()

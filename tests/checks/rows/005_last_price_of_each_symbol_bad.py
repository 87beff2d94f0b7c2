# A price is kept for each symbol that anybody has named.
import json

import websockets


class WebSocketPriceService:
    def __init__(self):
        self.price_cache = {}
        self.subscriptions = {}
        self.ws = None

    def subscribe(self, symbol, callback):
        self.subscriptions.setdefault(symbol, set()).add(callback)

    async def run(self, url):
        async with websockets.connect(url) as ws:
            self.ws = ws
            async for raw in ws:
                tick = json.loads(raw)
                self.price_cache[tick["symbol"]] = tick  # expect: WSH311
                for callback in self.subscriptions.get(tick["symbol"], ()):
                    callback(tick)

    def disconnect(self):
        self.ws = None


prices = WebSocketPriceService()

# The repair: a price is kept for each symbol that anybody has named no longer.
import json
from collections import OrderedDict

import websockets


class WebSocketPriceService:
    MAX_SYMBOLS = 1000

    def __init__(self):
        self.price_cache = OrderedDict()
        self.subscriptions = {}
        self.ws = None

    def subscribe(self, symbol, callback):
        self.subscriptions.setdefault(symbol, set()).add(callback)

        def unsubscribe():
            callbacks = self.subscriptions.get(symbol)
            if callbacks is not None:
                callbacks.discard(callback)
                if not callbacks:
                    del self.subscriptions[symbol]

        return unsubscribe

    async def run(self, url):
        async with websockets.connect(url) as ws:
            self.ws = ws
            async for raw in ws:
                tick = json.loads(raw)
                self.price_cache[tick["symbol"]] = tick
                self.price_cache.move_to_end(tick["symbol"])
                while len(self.price_cache) > self.MAX_SYMBOLS:
                    self.price_cache.popitem(last=False)
                for callback in list(self.subscriptions.get(tick["symbol"], ())):
                    callback(tick)

    def disconnect(self):
        self.ws = None


prices = WebSocketPriceService()

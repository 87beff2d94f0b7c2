# What the server of others sends decides how much is kept.
import json

import websockets


class Prices:
    def __init__(self):
        self.last = {}

    async def run(self, uri):
        async with websockets.connect(uri) as ws:
            async for text in ws:
                tick = json.loads(text)
                self.last[tick["symbol"]] = tick  # expect: WSH311


PRICES = Prices()

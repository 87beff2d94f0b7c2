# The oldest goes where there are too many.
import json
from collections import OrderedDict

import websockets


class Prices:
    def __init__(self):
        self.last = OrderedDict()

    async def run(self, uri):
        async with websockets.connect(uri) as ws:
            async for text in ws:
                tick = json.loads(text)
                self.last[tick["symbol"]] = tick
                while len(self.last) > 1000:
                    self.last.popitem(last=False)


PRICES = Prices()

# What has the cached method is made once, is one of few, is equal to others of its kind, or keeps its answer itself.
from dataclasses import dataclass
from enum import Enum
from functools import cache, cached_property

from websockets.asyncio.server import serve


class Rates:
    @cache
    def symbols(self):
        return ("eur", "usd")


class Kind(Enum):
    BID = "bid"
    ASK = "ask"

    @cache
    def label(self):
        return self.value.upper()


@dataclass(frozen=True)
class Currency:
    name: str

    @cache
    def digits(self):
        return 0 if self.name == "jpy" else 2


class Offer:
    def __init__(self, text):
        self.text = text

    @cached_property
    def words(self):
        return self.text.split()


RATES = Rates()


async def handler(websocket):
    async for text in websocket:
        offer = Offer(text)
        kind, currency = Kind(offer.words[0]), Currency(offer.words[1])
        await websocket.send(f"{kind.label()} {currency.digits()} {RATES.symbols()}")


async def main():
    async with serve(handler, "localhost", 8765) as server:
        await server.serve_forever()

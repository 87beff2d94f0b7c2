# Each message makes a new offer, and the cache of the method keeps every one of them.
from functools import cache

from websockets.asyncio.server import serve


class Offer:
    def __init__(self, text):
        self.text = text.strip()

    @property
    @cache
    def words(self):  # expect: WSH307 medium
        return self.text.split()


async def handler(websocket):
    async for text in websocket:
        offer = Offer(text)
        await websocket.send(f"{len(offer.words)} words")


async def main():
    async with serve(handler, "localhost", 8765) as server:
        await server.serve_forever()

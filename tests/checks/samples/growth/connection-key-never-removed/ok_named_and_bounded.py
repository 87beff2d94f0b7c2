# The local name is bound a second time: which of the two is kept, and what it can hold, depends on the size.
from cachetools import LRUCache


class Lobby:
    def __init__(self, size):
        seats = {}
        if size:
            seats = LRUCache(size)
        self.seats = seats

    async def handler(self, websocket):
        self.seats[websocket.id] = websocket
        async for message in websocket:
            await websocket.send(message)

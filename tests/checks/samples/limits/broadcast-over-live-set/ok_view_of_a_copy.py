# Fine: the loop goes through the values of a copy, which has a name of its own.
class Room:
    def __init__(self):
        self._clients = {}

    def join(self, name, websocket):
        self._clients[name] = websocket

    def leave(self, name):
        del self._clients[name]

    async def tell_all(self, text):
        there = self._clients.copy()
        for websocket in there.values():
            await websocket.send(text)

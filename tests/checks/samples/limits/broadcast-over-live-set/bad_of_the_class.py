# Each connection enters itself among those of its class, also while a broadcast goes through them.


class Client:
    _rooms = {}

    def __init__(self, websocket, room):
        self.websocket = websocket
        self.room = room
        self._rooms.setdefault(room, set()).add(websocket)

    @classmethod
    async def tell(cls, room, text):
        for websocket in cls._rooms[room]:  # expect: WSH507
            await websocket.send(text)

    def close(self):
        self._rooms[self.room].discard(self.websocket)

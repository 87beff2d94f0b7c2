# Fine: the members of a room are copied before they are gone through, or taken out with the room.
class Rooms:
    def __init__(self):
        self.members = {}

    def join(self, websocket, room):
        self.members.setdefault(room, set()).add(websocket)

    def leave(self, websocket, room):
        self.members[room].discard(websocket)
        if not self.members[room]:
            del self.members[room]

    async def tell(self, room, text):
        for websocket in list(self.members.get(room, ())):
            await websocket.send(text)

    async def count_off(self, room, text):
        for number, websocket in enumerate(tuple(self.members[room])):
            await websocket.send(f"{number} {text}")

    async def tell_others(self, websocket, room, text):
        for other in self.members[room] - {websocket}:
            await other.send(text)

    async def close(self, room):
        for websocket in self.members.pop(room, ()):
            await websocket.close()

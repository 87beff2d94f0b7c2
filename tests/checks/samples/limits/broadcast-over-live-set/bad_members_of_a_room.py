# Whoever leaves the room changes the set that is gone through, also where it is looked up or counted on the way.
class Rooms:
    def __init__(self):
        self.members = {}
        self.everybody = {}

    def join(self, websocket, name, room):
        self.everybody[name] = websocket
        self.members.setdefault(room, set()).add(websocket)

    def leave(self, websocket, name, room):
        self.everybody.pop(name, None)
        self.members[room].discard(websocket)
        if not self.members[room]:
            del self.members[room]

    async def tell(self, room, text):
        for websocket in self.members.get(room, ()):  # expect: WSH507
            await websocket.send(text)

    async def tell_by_name(self, room, text):
        members = self.members[room]
        for websocket in members:  # expect: WSH507
            await websocket.send(text)

    async def count_off(self, text):
        for number, websocket in enumerate(self.everybody.values()):  # expect: WSH507
            await websocket.send(f"{number} {text}")

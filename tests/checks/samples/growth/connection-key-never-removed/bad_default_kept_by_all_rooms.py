# `members` is one list for all rooms, made with `__init__`: nobody leaves it.
class Room:
    def __init__(self, name, members=[]):
        self.name = name
        self.members = members

    async def join(self, websocket):
        self.members.append(websocket)  # expect: WSH302
        await websocket.send(f"welcome to {self.name}")

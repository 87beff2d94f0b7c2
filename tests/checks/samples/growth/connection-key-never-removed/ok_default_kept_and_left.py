# Fine: whoever joins leaves, and the second has a list of its own.
class Room:
    def __init__(self, name, members=[]):
        self.name = name
        self.members = members

    async def join(self, websocket):
        self.members.append(websocket)
        try:
            async for message in websocket:
                print(message)
        finally:
            self.members.remove(websocket)


class Hall:
    def __init__(self, name, members=None):
        self.name = name
        self.members = members or []

    async def greet(self, websocket):
        await websocket.send(f"{len(self.members)} in {self.name}")

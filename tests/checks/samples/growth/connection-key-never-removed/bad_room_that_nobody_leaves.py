# The rooms are in a dict, so that nothing says what `room` is; yet only one class has a method `enter`.
from websockets.asyncio.server import broadcast


class Room:
    def __init__(self):
        self.guests = set()

    def enter(self, websocket):
        self.guests.add(websocket)  # expect: WSH302 medium

    def quit(self, websocket):
        self.guests.discard(websocket)


class Rooms:
    def __init__(self):
        self.rooms = {"lobby": Room()}

    async def handler(self, websocket):
        room = self.rooms["lobby"]
        room.enter(websocket)
        async for message in websocket:
            broadcast(room.guests, message)

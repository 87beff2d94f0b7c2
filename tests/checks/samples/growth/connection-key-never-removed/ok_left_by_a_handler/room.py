# Nothing says what the handler calls `enter` and `quit` on: it may be the room.
class Room:
    def __init__(self):
        self.guests = set()

    def enter(self, websocket):
        self.guests.add(websocket)

    def quit(self, websocket):
        self.guests.discard(websocket)

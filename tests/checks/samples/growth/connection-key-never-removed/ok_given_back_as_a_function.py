# `quit` goes to the caller with the entry, under no name that this program calls.
class Room:
    def __init__(self):
        self.guests = set()

    def enter(self, websocket):
        self.guests.add(websocket)
        return self.quit

    def quit(self, websocket):
        self.guests.discard(websocket)


async def handler(websocket):
    leave = LOBBY.enter(websocket)
    try:
        async for text in websocket:
            await websocket.send(text)
    finally:
        leave(websocket)


LOBBY = Room()

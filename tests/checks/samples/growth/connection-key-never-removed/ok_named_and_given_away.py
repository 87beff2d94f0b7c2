# The janitor has the same dict by its local name, and empties it.
class Lobby:
    def __init__(self, janitor):
        seats = {}
        self.seats = seats
        janitor.watch(seats)

    async def handler(self, websocket):
        self.seats[websocket.id] = websocket
        async for message in websocket:
            await websocket.send(message)

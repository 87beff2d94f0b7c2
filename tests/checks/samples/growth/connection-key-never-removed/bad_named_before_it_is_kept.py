# What an object keeps had a local name first; nobody else ever has it.
class Lobby:
    def __init__(self, names):
        seats = {}
        for name in names:
            seats[name] = None
        self.seats = seats

    async def handler(self, websocket):
        self.seats[websocket.id] = websocket  # expect: WSH302 medium
        async for message in websocket:
            await websocket.send(message)

# The callback that is told of a connection's end takes the entry out by the local name.
class Lobby:
    def __init__(self, hub):
        seats = {}
        self.seats = seats

        def gone(websocket):
            seats.pop(websocket.id, None)

        hub.when_closed = gone

    async def handler(self, websocket):
        self.seats[websocket.id] = websocket
        async for message in websocket:
            await websocket.send(message)

# Two objects share the dict, and one of them forgets.
class Register:
    def forget(self, key):
        self.seats.pop(key, None)


class Lobby:
    def __init__(self, register):
        seats = {}
        self.seats = seats
        register.seats = seats

    async def handler(self, websocket):
        self.seats[websocket.id] = websocket
        async for message in websocket:
            await websocket.send(message)

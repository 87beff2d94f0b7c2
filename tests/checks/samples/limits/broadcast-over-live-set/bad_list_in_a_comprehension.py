# Someone who leaves a list makes the loop skip the next.
class Room:
    def __init__(self):
        self.connections = []

    async def connect(self, websocket):
        await websocket.accept()
        self.connections.append(websocket)

    def disconnect(self, websocket):
        self.connections.remove(websocket)

    async def broadcast(self, message):
        return [await each.send_text(message) for each in self.connections]  # expect: WSH507

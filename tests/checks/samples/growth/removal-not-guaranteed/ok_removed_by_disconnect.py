# Fine: the framework calls `on_disconnect` whatever ended the connection.
class Room:
    def __init__(self):
        self.members = set()

    async def serve(self, websocket):
        self.members.add(websocket)
        async for message in websocket:
            await websocket.send(message)
        self.members.discard(websocket)

    async def on_disconnect(self, websocket):
        self.members.discard(websocket)

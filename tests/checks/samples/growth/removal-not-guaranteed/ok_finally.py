# Fine: the removal is in a `finally` around the loop.
class Room:
    def __init__(self):
        self.members = set()

    async def serve(self, websocket):
        self.members.add(websocket)
        try:
            async for message in websocket:
                await websocket.send(message)
        finally:
            self.members.discard(websocket)

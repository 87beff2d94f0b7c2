# Fine: every exception removes the entry and goes on; cancellation is caught as well.
class Room:
    def __init__(self):
        self.members = set()

    async def serve(self, websocket):
        self.members.add(websocket)
        try:
            async for message in websocket:
                await websocket.send(message)
        except BaseException:
            self.members.discard(websocket)
            raise
        self.members.discard(websocket)

# Fine: whatever ends the loop is logged, and the removal comes after that.
import logging


class Room:
    def __init__(self):
        self.members = set()

    async def serve(self, websocket):
        self.members.add(websocket)
        try:
            async for message in websocket:
                await websocket.send(message)
        except Exception:
            logging.exception("a connection ended")
        self.members.discard(websocket)

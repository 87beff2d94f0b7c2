# Fine: what could not be sent to is collected, and taken out after the loop.
class Room:
    def __init__(self):
        self._members = set()

    def on_connect(self, websocket):
        self._members.add(websocket)

    async def broadcast(self, text):
        gone = []
        for member in self._members.copy():
            try:
                await member.send(text)
            except Exception:
                gone.append(member)
        for member in gone:
            self._members.discard(member)

# Leaks: a room stays when its last member has left, and peers choose the names of rooms.
class RoomServer:
    def __init__(self):
        self._members = {}

    async def on_message(self, message, member):
        if message["type"] == "join":
            self._members.setdefault(message["room"], set()).add(member)  # expect: WSH309 medium
        elif message["type"] == "leave":
            self._members[message["room"]].discard(member)

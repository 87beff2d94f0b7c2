# Fine: the bucket is deleted together with its last member.
class RoomServer:
    def __init__(self):
        self._members = {}

    async def on_message(self, message, member):
        if message["type"] == "join":
            self._members.setdefault(message["room"], set()).add(member)
        elif message["type"] == "leave":
            self._members[message["room"]].discard(member)
            if not self._members[message["room"]]:
                del self._members[message["room"]]

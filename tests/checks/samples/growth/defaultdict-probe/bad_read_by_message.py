# Leaks: each room that any client names gets an empty set.
from collections import defaultdict


class RoomServer:
    def __init__(self):
        self._members = defaultdict(set)

    def join(self, room, member):
        self._members[room].add(member)

    def leave(self, room, member):
        if room in self._members:
            self._members[room].discard(member)
            if not self._members[room]:
                del self._members[room]

    async def on_message(self, message):
        for member in list(self._members[message["room"]]):  # expect: WSH308 medium
            await member.send(message["text"])

# Fine: it asks whether there is an entry before it reads it.
from collections import defaultdict


class RoomServer:
    def __init__(self):
        self._members = defaultdict(set)

    def join(self, room, member):
        self._members[room].add(member)

    def leave(self, room, member):
        self._members[room].discard(member)
        if not self._members[room]:
            del self._members[room]

    async def on_message(self, message):
        room = message["room"]
        if room not in self._members:
            return
        for member in list(self._members[room]):
            await member.send(message["text"])

    def names(self, rooms):
        return [member.name for room in rooms if room in self._members for member in self._members[room]]

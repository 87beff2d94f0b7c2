# A client that leaves is taken out of the room, and the note of the rooms that it is in stays.
class Gateway:
    def __init__(self):
        self.members = {}
        self.rooms_of = {}

    def join(self, sid, room):
        self.members.setdefault(room, set()).add(sid)
        self.rooms_of.setdefault(sid, set()).add(room)  # expect: WSH301

    def leave(self, sid, room):
        self.members[room].discard(sid)
        if not self.members[room]:
            del self.members[room]

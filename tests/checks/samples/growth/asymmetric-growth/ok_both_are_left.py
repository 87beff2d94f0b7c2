# Whoever leaves is taken out of both.
class Gateway:
    def __init__(self):
        self.members = {}
        self.rooms_of = {}

    def join(self, sid, room):
        self.members.setdefault(room, set()).add(sid)
        self.rooms_of.setdefault(sid, set()).add(room)

    def leave(self, sid, room):
        self.members[room].discard(sid)
        if not self.members[room]:
            del self.members[room]
        self.rooms_of[sid].discard(room)
        if not self.rooms_of[sid]:
            del self.rooms_of[sid]

# The name of a user is kept for good, whichever rooms he is in.
class Directory:
    def __init__(self, store):
        self.names = dict(store.all_names())
        self.members = {}

    def rename(self, user, name):
        self.names[user] = name  # expect: WSH311 info

    def join(self, user, room):
        self.members.setdefault(room, set()).add(user)

    def leave(self, user, room):
        self.members[room].discard(user)
        if not self.members[room]:
            del self.members[room]

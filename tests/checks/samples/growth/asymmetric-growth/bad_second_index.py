# Leaks: `leave` forgets the member's room, and keeps the nickname for ever.
class Lobby:
    def __init__(self):
        self._rooms = {}
        self._nicknames = {}

    def join(self, member, room, nickname):
        self._rooms[member] = room
        self._nicknames[member] = nickname  # expect: WSH301

    def leave(self, member):
        self._rooms.pop(member, None)

    def nickname(self, member):
        return self._nicknames[member]

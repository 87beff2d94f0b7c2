# Fine: both containers lose the key.
class Lobby:
    def __init__(self):
        self._rooms = {}
        self._nicknames = {}

    def join(self, member, room, nickname):
        self._rooms[member] = room
        self._nicknames[member] = nickname

    def leave(self, member):
        self._rooms.pop(member, None)
        self._nicknames.pop(member, None)

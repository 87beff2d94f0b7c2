# A room that is added is meant to stay, although it can be removed.
class Rooms:
    def __init__(self):
        self._rooms = {}

    def add_room(self, name):
        room = {"name": name}
        self._rooms[name] = room
        return room

    def remove_room(self, room):
        del self._rooms[room["name"]]


ROOMS = Rooms()


def lobby():
    room = ROOMS.add_room("lobby")
    room["open"] = True

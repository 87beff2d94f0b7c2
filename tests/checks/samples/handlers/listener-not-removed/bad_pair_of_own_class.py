# Rooms has both halves of the pair, so Member could leave; it only ever joins.
class Rooms:
    def __init__(self) -> None:
        self._watchers = []

    def add_watcher(self, callback) -> None:
        self._watchers.append(callback)

    def remove_watcher(self, callback) -> None:
        self._watchers.remove(callback)


class Member:
    def __init__(self, rooms: Rooms, socket) -> None:
        self._rooms = rooms
        self._socket = socket

    def open(self) -> None:
        self._rooms.add_watcher(self._changed)  # expect: WSH101

    def close(self) -> None:
        self._socket.close()

    def _changed(self, room) -> None:
        self._socket.send(room)

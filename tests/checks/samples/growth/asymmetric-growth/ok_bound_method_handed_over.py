# Fine: the stack calls the bound `pop` when the member leaves.
import functools


class Members:
    def __init__(self):
        self._rooms = {}
        self._names = {}
        self._undo = {}

    def join(self, member, room, name):
        self._rooms[member] = room
        self._names[member] = name
        self._undo[member] = functools.partial(self._names.pop, member)

    def leave(self, member):
        del self._rooms[member]
        self._undo.pop(member)()

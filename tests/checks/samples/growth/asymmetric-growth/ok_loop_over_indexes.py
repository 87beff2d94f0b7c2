# Fine: one loop removes the key from all indexes.
class Presence:
    def __init__(self):
        self._online = {}
        self._status = {}

    def arrive(self, user, status):
        self._online[user] = True
        self._status[user] = status

    def leave(self, user):
        self._online.pop(user, None)
        for index in (self._online, self._status):
            index.pop(user, None)

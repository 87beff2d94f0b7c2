# Fine: the function that is given the container removes the key from it.
def forget(table, user):
    table.pop(user, None)


class Presence:
    def __init__(self):
        self._online = {}
        self._status = {}

    def arrive(self, user, status):
        self._online[user] = True
        self._status[user] = status

    def leave(self, user):
        del self._online[user]
        forget(self._status, user)

# The helper takes the member out of every table that it is given.
class Lobby:
    def __init__(self):
        self._members = {}
        self._last_seen = {}

    def join(self, sid, member, now):
        self._members[sid] = member
        self._last_seen[sid] = now

    def leave(self, sid):
        forget(sid, self._members, self._last_seen)


def forget(key, *tables):
    for table in tables:
        table.pop(key, None)

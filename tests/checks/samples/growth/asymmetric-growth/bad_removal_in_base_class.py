# Leaks: the base class removes the session, nobody removes the time it was last seen.
class Sessions:
    def __init__(self):
        self._sessions = {}

    def drop(self, sid):
        self._sessions.pop(sid, None)


class TimedSessionManager(Sessions):
    def __init__(self):
        super().__init__()
        self._seen = {}

    def on_connect(self, sid, now):
        self._sessions[sid] = now
        self._seen[sid] = now  # expect: WSH301

    def close(self):
        self._sessions.clear()

# What loses entries one by one does so only when everything ends, and then both are emptied.
class SessionManager:
    def __init__(self):
        self._sessions = {}
        self._names = {}

    def on_message(self, message):
        self._sessions[message["sid"]] = message
        self._names[message["sid"]] = message["name"]

    def close(self):
        for sid in list(self._sessions):
            self._sessions.pop(sid).close()
        self._names.clear()

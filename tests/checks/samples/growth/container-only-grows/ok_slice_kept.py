# Fine: only the last hundred are kept.
class AuditService:
    def __init__(self):
        self._entries = []

    def on_message(self, message):
        self._entries.append(message)
        self._entries[:] = self._entries[-100:]

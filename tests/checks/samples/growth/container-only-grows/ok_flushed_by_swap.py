# Fine: the list is exchanged for an empty one whenever it is flushed.
class AuditService:
    def __init__(self):
        self._entries = []

    def on_message(self, message):
        self._entries.append(message)

    async def flush(self, store):
        entries, self._entries = self._entries, []
        await store.write(entries)

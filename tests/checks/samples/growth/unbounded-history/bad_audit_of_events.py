# Leaks: the service notes each event, and its `close` empties only the other container.
import asyncio


class AuditService:
    def __init__(self):
        self._entries = []
        self._running = {}

    def on_message(self, message):
        self._entries.append((message["id"], message["text"]))  # expect: WSH306 medium
        self._running[message["id"]] = asyncio.Event()

    def done(self, ident):
        self._running.pop(ident).set()

    def close(self):
        self._running.clear()

# Whoever puts the save of a document off again leaves the first timer armed: it saves, and forgets the second.
import asyncio


class Saves:
    def __init__(self, store):
        self._store = store
        self._timers = {}

    def delay(self, document, seconds):
        loop = asyncio.get_running_loop()
        self._timers[document] = loop.call_later(seconds, self._save, document)  # expect: WSH206 medium

    def _save(self, document):
        self._timers.pop(document, None)
        self._store.save(document)

    def drop(self, document):
        timer = self._timers.pop(document, None)
        if timer is not None:
            timer.cancel()

    def close(self):
        for document in list(self._timers):
            self.drop(document)

# Fine: the old timer is cancelled first, or the key is of one request only.
import asyncio


class Saves:
    def __init__(self, store):
        self._store = store
        self._timers = {}
        self._retries = {}

    def delay(self, document, seconds):
        self.drop(document)
        loop = asyncio.get_running_loop()
        self._timers[document] = loop.call_later(seconds, self._save, document)

    def _save(self, document):
        self._timers.pop(document, None)
        self._store.save(document)

    def drop(self, document):
        timer = self._timers.pop(document, None)
        if timer is not None:
            timer.cancel()

    def schedule_retry(self, request_id):
        loop = asyncio.get_running_loop()
        self._retries[request_id] = loop.call_later(5, self._retry, request_id)

    def _retry(self, request_id):
        self._retries.pop(request_id, None)
        self._store.ask(request_id)

    def answered(self, request_id):
        timer = self._retries.pop(request_id, None)
        if timer is not None:
            timer.cancel()

    def close(self):
        for timer in (*self._timers.values(), *self._retries.values()):
            timer.cancel()

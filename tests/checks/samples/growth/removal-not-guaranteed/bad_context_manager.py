# Leaks: the body of the `with` may raise, and then nothing behind the `yield` runs.
from contextlib import contextmanager


class Topics:
    def __init__(self):
        self._listeners = {}

    @contextmanager
    def listening(self, topic_id, queue):
        self._listeners[topic_id] = queue  # expect: WSH303
        yield queue
        del self._listeners[topic_id]

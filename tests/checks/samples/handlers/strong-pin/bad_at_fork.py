# Leaks: a meter that was shut down stays in the list of what runs after each fork.
import os
import threading


class Meter:
    def __init__(self, sink):
        self._sink = sink
        self._lock = threading.Lock()
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._renew)  # expect: WSH108 medium

    def _renew(self):
        self._lock = threading.Lock()

    def shutdown(self):
        self._sink.flush()


class Gauge:
    def __init__(self, sink):
        self._sink = sink
        os.register_at_fork(after_in_child=lambda: self._renew())  # expect: WSH108 medium

    def _renew(self):
        self._sink.renew()

    def close(self):
        self._sink.flush()

# What runs after a fork is a function, or refers to the object weakly; or the object is never closed.
import os
import threading
import weakref

METERS = weakref.WeakSet()


class Meter:
    def __init__(self, sink):
        self._sink = sink
        METERS.add(self)
        later = weakref.WeakMethod(self._renew)
        os.register_at_fork(after_in_child=lambda: later()())

    def _renew(self):
        self._sink.renew()

    def shutdown(self):
        self._sink.flush()


class Counter:
    def __init__(self):
        self._lock = threading.Lock()
        os.register_at_fork(after_in_child=self._renew)

    def _renew(self):
        self._lock = threading.Lock()


def renew():
    for meter in METERS:
        meter.shutdown()


os.register_at_fork(after_in_child=renew)

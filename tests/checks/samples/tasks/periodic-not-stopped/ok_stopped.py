# Fine: teardown stops it, if it runs.
from twisted.internet.task import LoopingCall


class Sweeper:
    def __init__(self, store):
        self._store = store
        self._sweep = LoopingCall(store.sweep)

    def startService(self):
        self._sweep.start(60)

    def stopService(self):
        if self._sweep.running:
            self._sweep.stop()
        self._store.close()

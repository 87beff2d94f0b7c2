# stopService() closes the store; the call goes on, and writes into a closed one.
from twisted.internet.task import LoopingCall


class Sweeper:
    def __init__(self, store):
        self._store = store

    def startService(self):
        self._sweep = LoopingCall(self._store.sweep)  # expect: WSH208
        self._sweep.start(60)

    def stopService(self):
        self._store.close()

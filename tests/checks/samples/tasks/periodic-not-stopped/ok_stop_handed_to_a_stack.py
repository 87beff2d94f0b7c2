# The stack stops it when the client is closed.
from contextlib import ExitStack

from tornado.ioloop import PeriodicCallback


class Client:
    def __init__(self):
        self._undo = ExitStack()
        pings = PeriodicCallback(self.ping, 1000)
        pings.start()
        self._undo.callback(pings.stop)

    def ping(self):
        print("ping")

    def close(self):
        self._undo.close()

# The stack that is closed with the gauge takes each handler back.
from contextlib import ExitStack


class Gauge:
    def __init__(self, feed):
        self._undo = ExitStack()
        for event in ("rise", "fall"):
            feed.on(event, self.show)
            self._undo.callback(feed.remove_listener, event, self.show)

    def show(self, value):
        print(value)

    def close(self):
        self._undo.close()

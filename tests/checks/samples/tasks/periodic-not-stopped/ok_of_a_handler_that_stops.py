# The handler stops what it has started when its connection ends.
from tornado.ioloop import PeriodicCallback
from tornado.websocket import WebSocketHandler


class Meter(WebSocketHandler):
    def open(self):
        self._beat = PeriodicCallback(self._measure, 1000)
        self._beat.start()

    def _measure(self):
        self.ping(b"")

    def on_close(self):
        self._beat.stop()

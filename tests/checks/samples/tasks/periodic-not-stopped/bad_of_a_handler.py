# Tornado ends a handler with its connection; the callback goes on every second, for each that has ever connected.
from tornado.ioloop import PeriodicCallback
from tornado.websocket import WebSocketHandler


class Meter(WebSocketHandler):
    def open(self):
        self._beat = PeriodicCallback(self._measure, 1000)  # expect: WSH208
        self._beat.start()

    def _measure(self):
        self.ping(b"")

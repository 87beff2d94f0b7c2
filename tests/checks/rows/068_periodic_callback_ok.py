# The repair: the periodic callback goes on when the connection is closed no longer.
from tornado.ioloop import PeriodicCallback
from tornado.websocket import WebSocketHandler


class Live(WebSocketHandler):
    def open(self):
        self.beat = PeriodicCallback(self.send_beat, 30000)
        self.beat.start()

    def send_beat(self):
        self.ping(b"")

    def on_message(self, message):
        self.write_message(message)

    def on_close(self):
        self.beat.stop()

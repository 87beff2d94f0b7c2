# The object that Tornado makes for a connection puts itself into a set of the module, and never leaves it.
from tornado.websocket import WebSocketHandler

VIEWERS = set()


class Gallery(WebSocketHandler):
    def open(self):
        VIEWERS.add(self)  # expect: WSH302

    def on_message(self, message):
        self.write_message(str(len(VIEWERS)))

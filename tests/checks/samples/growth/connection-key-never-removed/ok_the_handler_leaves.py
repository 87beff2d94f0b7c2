# The object that Tornado makes for a connection leaves the set when that ends.
from tornado.websocket import WebSocketHandler

VIEWERS = set()


class Gallery(WebSocketHandler):
    def open(self):
        VIEWERS.add(self)

    def on_message(self, message):
        self.write_message(str(len(VIEWERS)))

    def on_close(self):
        VIEWERS.discard(self)

# The repair: the class keeps all handlers there have been no longer.
import tornado.web
import tornado.websocket


class ChatHandler(tornado.websocket.WebSocketHandler):
    clients = {}

    def open(self, room):
        self.room = room
        self.clients[id(self)] = self

    def on_message(self, message):
        for client in list(self.clients.values()):
            client.write_message(message)

    def on_close(self):
        self.clients.pop(id(self), None)

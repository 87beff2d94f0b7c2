# The class keeps all handlers there have been.
import tornado.web
import tornado.websocket


class ChatHandler(tornado.websocket.WebSocketHandler):
    clients = {}

    def open(self, room):
        self.room = room
        self.clients[id(self)] = self  # expect: WSH302

    def on_message(self, message):
        for client in self.clients.values():
            client.write_message(message)

    def on_close(self):
        print("gone")

# Leaks: each protocol hands itself to the factory, which forgets it only in a method that nobody calls.
from autobahn.twisted.websocket import WebSocketServerFactory, WebSocketServerProtocol


class Client(WebSocketServerProtocol):
    def onOpen(self):
        self.factory.register(self)


class GameFactory(WebSocketServerFactory):
    protocol = Client

    def __init__(self, url):
        super().__init__(url)
        self.clients = []

    def register(self, client):
        if client not in self.clients:
            self.clients.append(client)  # expect: WSH302 medium

    def unregister(self, client):
        self.clients.remove(client)

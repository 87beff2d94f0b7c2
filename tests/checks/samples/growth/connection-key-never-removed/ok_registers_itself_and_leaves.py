# Fine: the protocol takes itself out where its connection ends.
from autobahn.twisted.websocket import WebSocketServerFactory, WebSocketServerProtocol


class Client(WebSocketServerProtocol):
    def onOpen(self):
        self.factory.register(self)

    def onClose(self, wasClean, code, reason):
        self.factory.unregister(self)


class GameFactory(WebSocketServerFactory):
    protocol = Client

    def __init__(self, url):
        super().__init__(url)
        self.clients = []

    def register(self, client):
        if client not in self.clients:
            self.clients.append(client)

    def unregister(self, client):
        if client in self.clients:
            self.clients.remove(client)

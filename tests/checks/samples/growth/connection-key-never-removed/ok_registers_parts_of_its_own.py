# Fine: what is registered is one of the parts that the factory has, not the connection.
from autobahn.twisted.websocket import WebSocketServerFactory, WebSocketServerProtocol


class Player(WebSocketServerProtocol):
    def onOpen(self):
        self.factory.greet(self)


class GameFactory(WebSocketServerFactory):
    protocol = Player

    def __init__(self, url, boards):
        super().__init__(url)
        self.boards = []
        for board in boards:
            self.register(board)

    def register(self, board):
        self.boards.append(board)

    def greet(self, player):
        player.sendMessage(b"hello")

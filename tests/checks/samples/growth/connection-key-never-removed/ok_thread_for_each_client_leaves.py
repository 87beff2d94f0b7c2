# The handler of a connection notes itself for the others, and is struck off when it has finished.
import socketserver

PLAYERS = {}


class Player(socketserver.StreamRequestHandler):
    def handle(self):
        PLAYERS[self.client_address] = self
        for line in self.rfile:
            for other in list(PLAYERS.values()):
                other.wfile.write(line)

    def finish(self):
        PLAYERS.pop(self.client_address, None)
        super().finish()

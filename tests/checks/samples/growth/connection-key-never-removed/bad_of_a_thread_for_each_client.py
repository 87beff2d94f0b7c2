# The handler of a connection notes itself for the others, and goes without a word.
import socketserver

PLAYERS = {}


class Player(socketserver.StreamRequestHandler):
    def handle(self):
        PLAYERS[self.client_address] = self  # expect: WSH302
        for line in self.rfile:
            for other in list(PLAYERS.values()):
                other.wfile.write(line)

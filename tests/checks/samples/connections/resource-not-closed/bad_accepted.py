# Each peer that connects is greeted, and its socket is left to the garbage collector.
import socket


class Greeter:
    def __init__(self, port):
        self._listening = socket.create_server(("", port))

    def greet(self):
        peer, address = self._listening.accept()  # expect: WSH401
        peer.sendall(b"hello")

    def close(self):
        self._listening.close()

# Two functions, one of which calls the other, make what listens; the peer that it accepts is left open all the same.
import socket


class Greeter:
    def __init__(self, port):
        self._listening = listen(port)

    def greet(self):
        peer, _ = self._listening.accept()  # expect: WSH401
        peer.sendall(b"hello")

    def close(self):
        self._listening.close()


def listen(port):
    return bound_to(("", port))


def bound_to(address):
    return socket.create_server(address)

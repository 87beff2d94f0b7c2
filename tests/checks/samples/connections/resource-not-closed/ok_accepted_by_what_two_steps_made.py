# Two functions, one of which calls the other, make what listens; the peer that it accepts is closed in a third.
import socket


class Greeter:
    def __init__(self, port):
        self._listening = listen(port)

    def greet(self):
        peer, _ = self._listening.accept()
        try:
            peer.sendall(b"hello")
        finally:
            leave(peer)

    def close(self):
        self._listening.close()


def listen(port):
    return bound_to(("", port))


def bound_to(address):
    return socket.create_server(address)


def leave(sock):
    end(sock)


def end(sock):
    sock.close()
